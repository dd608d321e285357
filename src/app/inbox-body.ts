import type { ConversationEvent } from '../core/conversation/event.ts'
import type { TimerKind } from '../core/conversation/effect.ts'
import type { ConversationId, OfferId } from '../core/ids.ts'
import type { RemoteEvent } from '../ports/network.ts'

/** What an inbox row holds, by its kind. Stored as JSON text. Rows of kind `matrix` hold the event as the homeserver sent it. */
export type InboxBody =
  | { readonly kind: 'remote'; readonly event: RemoteEvent }
  | { readonly kind: 'matrix'; readonly event: unknown }
  | { readonly kind: 'timer'; readonly conversation: ConversationId; readonly timer: TimerKind; readonly offer?: OfferId; readonly dueAt: number }
  /** What became of an effect. */
  | { readonly kind: 'outcome'; readonly conversation: ConversationId; readonly event: ConversationEvent }
