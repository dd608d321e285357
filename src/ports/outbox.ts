import type { ConversationId, EffectKey } from '../core/ids.ts'
import type { LeaseName } from './lease.ts'

/** Which of the two sides an effect goes to. They are drained apart, so that one being down never stops the other. */
export type Side = 'matrix' | 'network'

export interface NewOutboxRow {
  /** At most 500 bytes, without NUL. A row whose key is waiting or was finished before is ignored. */
  readonly key: EffectKey
  readonly lease: LeaseName
  readonly side: Side
  /** One per destination; in order within a lane, lanes independent. A lane belongs to one lease and side. */
  readonly lane: string
  /** Lower goes first among lanes. The same for all rows of one lane. */
  readonly priority: number
  /** What waits in its lane and nobody has begun to send is dropped: only the newest counts. */
  readonly replaces?: boolean
  readonly conversation?: ConversationId
  readonly kind: string
  /** Any JSON value. */
  readonly body: unknown
}

export interface OutboxRow extends NewOutboxRow {
  /** Grows in the order of the lane. */
  readonly id: number
  /** ms since the epoch, by the database's clock. */
  readonly createdAt: number
  /** How often it was tried without success. */
  readonly attempts: number
  /** Present when a process wrote down that it begins to send: an earlier one may have sent it. ms since the epoch. */
  readonly startedAt?: number
}

/** The oldest unfinished rows of one destination, in order. */
export interface Lane {
  readonly name: string
  readonly rows: readonly OutboxRow[]
}

export interface LaneBatch {
  readonly lanes: readonly Lane[]
  /** When there are no lanes: when the earliest deferred one may be tried again, ms since the epoch. Absent when none is deferred. */
  readonly retryAt?: number
}

export interface LaneRequest {
  readonly lease: LeaseName
  readonly side: Side
  /** The most rows to return, over all lanes. */
  readonly limit: number
  /** Lanes being worked on; left out. */
  readonly busy: readonly string[]
  /** Only rows of this priority or before. */
  readonly upTo?: number
}
