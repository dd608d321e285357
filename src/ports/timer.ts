import type { TimerKind } from '../core/conversation/effect.ts'
import type { ConversationId } from '../core/ids.ts'
import type { NewInboxRow } from './inbox.ts'
import type { LeaseName } from './lease.ts'

/** A moment to come back to a conversation. At most one per conversation, kind and subject; setting it again replaces it. */
export interface Timer {
  readonly lease: LeaseName
  readonly conversation: ConversationId
  readonly kind: TimerKind
  /** What beside the conversation it is about, e.g. an offer; empty for nothing. */
  readonly subject: string
  /** ms since the epoch. */
  readonly dueAt: number
}

/** A timer that came due, and the row that it becomes. */
export interface FiredTimer {
  readonly timer: Timer
  readonly row: NewInboxRow
}
