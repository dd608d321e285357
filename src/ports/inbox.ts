import type { MatrixEventId, NetworkId, RemoteChatId, RoomId } from '../core/ids.ts'
import type { LeaseName } from './lease.ts'

/** A fact to be stored before it is acknowledged. */
export interface NewInboxRow {
  /** Who applies it. */
  readonly lease: LeaseName
  /** What it is about; rows of one subject are applied in the order they came. A chat (`makeChatSubject`) or a Matrix room id. */
  readonly subject: string
  /** A row whose key was ever seen before is accepted and ignored. Without one, a repeat is a second row. */
  readonly key?: string
  readonly kind: string
  /** Any JSON value. Strings may hold anything, also NUL and lone surrogates. */
  readonly body: unknown
}

/** A Matrix event as the homeserver handed it over. The store finds lease and subject by its room; the key is its event id. */
export interface NewMatrixRow {
  readonly room: RoomId
  readonly eventId: MatrixEventId
  readonly body: unknown
}

/** The kind of the rows that come from `submitMatrix`; their body is the event. */
export const matrixEventKind = 'matrix-event'

export interface InboxRow {
  /** Grows in the order of arrival. */
  readonly id: number
  readonly lease: LeaseName
  readonly subject: string
  readonly kind: string
  readonly body: unknown
  /** ms since the epoch, by the database's clock. */
  readonly receivedAt: number
  /** How often applying it has failed. */
  readonly attempts: number
}

export interface InboxBatch {
  /** Oldest first. */
  readonly rows: readonly InboxRow[]
  /** When there are no rows: when the earliest deferred one may be tried again, ms since the epoch. Absent when none is deferred. */
  readonly retryAt?: number
}

/** The subject of everything about one chat and its conversations. */
export function makeChatSubject(network: NetworkId, chat: RemoteChatId): string {
  return `${network}/${chat}`
}
