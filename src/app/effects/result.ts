import type { ConversationEvent } from '../../core/conversation/event.ts'
import type { RoomId } from '../../core/ids.ts'
import type { MessageLink, OwnLine } from '../../ports/message-link.ts'

/**
 * What became of one attempt. `done`: never again, `outcome` is told to the conversation, `room` was made for it,
 * `link`: which message of the network is which event of the room, or what it says where it is none, `unsaid`: why a notice of the bot or a sign of the
 * customer cannot be there, of which nobody can be told there either.
 * `later`: the lane waits and tries again. `held`: the lane waits until it is released.
 */
export type EffectResult =
  | {
      readonly kind: 'done'
      readonly outcome?: ConversationEvent
      readonly room?: RoomId
      readonly link?: MessageLink | OwnLine
      readonly unsaid?: string
    }
  | { readonly kind: 'later'; readonly reason: string; readonly afterMs?: number }
  | { readonly kind: 'held'; readonly reason: string }

export const done: EffectResult = { kind: 'done' }
