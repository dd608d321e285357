import type { ChangeInChat, OutboundEffect } from '../../core/conversation/effect.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import type { EffectKey, RoomId } from '../../core/ids.ts'
import type { Ghost } from '../../ports/matrix.ts'
import type { Store } from '../../ports/store.ts'

export type RoomEffect = Exclude<OutboundEffect, { type: 'send-to-chat' | 'identify-customer' } | ChangeInChat>

export interface RoomWork {
  readonly conversation: Conversation
  readonly room: RoomId | undefined
  readonly ghost: Ghost
  readonly key: EffectKey
  readonly effect: RoomEffect
  /** The homeserver may have forgotten the transaction id. */
  readonly lookBack: boolean
  /** Which message is which event; absent where the network has no use for it. */
  readonly links?: Pick<Store, 'linkOf' | 'dropLink' | 'ownLine'>
  readonly now: () => number
}
