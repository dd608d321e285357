import type { AgentId, MatrixEventId, NetworkId, RemoteChatId, RoomId } from '../core/ids.ts'
import type { InboxBatch, NewInboxRow, NewMatrixRow } from './inbox.ts'
import type { HeldLease, LeaseName } from './lease.ts'
import type { MessageLink, OwnLine } from './message-link.ts'
import type { Watcher } from './network.ts'
import type { LaneBatch, LaneRequest, OutboxRow, Side } from './outbox.ts'
import type { RuleSets } from './rule-sets.ts'
import type { StoreQueries } from './store-queries.ts'
import type { StoreTransaction } from './store-transaction.ts'
import type { FiredTimer, Timer } from './timer.ts'

export interface AuditEntry {
  /** ms since the epoch. */
  readonly at: number
  readonly who: string
  readonly room?: string
  readonly command: string
  readonly outcome: string
}

/** What is older than this many ms is deleted; absent: kept. */
export interface Retention {
  /** Keys of inbox rows and finished effects, by which repeats are recognised. At least some days. */
  readonly keysMs: number
  /** Closed conversations with their log, offers and decisions. */
  readonly closedMs?: number
  readonly auditMs?: number
  readonly quarantineMs?: number
}

/** Inbox: what happened, committed but not applied. */
export interface StoreInbox {
  /**
   * Resolves once all rows are committed, or known from before. Calls are committed in the order they were made, many in
   * one commit. A row that the database cannot take goes to quarantine and counts as committed.
   * `patienceMs`: how long to keep trying, in order, while the database is unavailable; 0 rejects at once.
   */
  submit(rows: readonly NewInboxRow[], patienceMs?: number): Promise<void>
  /** The same for Matrix events: a conversation's room gives its network's lease and its chat's subject; any other, lease `bot` and the room as subject. */
  submitMatrix(events: readonly NewMatrixRow[], patienceMs?: number): Promise<void>
  /** Whether a row with this key was committed; false again once the retention of keys is over. */
  isSeen(key: string): Promise<boolean>
  /** The oldest rows that may be applied now, without the subjects in `busy` and those whose oldest row is deferred. Takes no lock. */
  takeInbox(lease: LeaseName, limit: number, busy?: readonly string[]): Promise<InboxBatch>
  /** The number of the row that came in last and is not applied yet; 0 when there is none. */
  newestInbox(lease: LeaseName): Promise<number>
  /** Applying failed: try this row, and all after it of its subject, not before that time. Counts one attempt. */
  deferInbox(id: number, notBefore: number, error: string): Promise<void>
  /** Applying failed for good: the row is put aside for people to see, its subject goes on. */
  parkInbox(id: number, error: string): Promise<void>
}

/** Outbox: effects committed but not carried out. */
export interface StoreOutbox {
  /** The oldest rows of lanes that are neither busy, held nor deferred. Takes no lock: only the owner of the lease may ask. */
  takeLanes(request: LaneRequest): Promise<LaneBatch>
  /** Commits, before a send that cannot be recognised as a repeat, that it begins. */
  startOutbox(id: number): Promise<void>
  /**
   * The effect was carried out or refused for good. Its key stays known; `outcome` is submitted and `link` kept in the same
   * commit, unless there is one already. A repeat does nothing. Towards the homeserver the commit may be lost if the machine
   * of the database crashes within a second, together with all that was committed after it: such an effect comes again.
   */
  finishOutbox(row: Pick<OutboxRow, 'id' | 'side'>, outcome?: NewInboxRow, link?: MessageLink | OwnLine): Promise<void>
  /** It could not be carried out now: its lane waits until then. Counts one attempt. `unsent`: it is certain that nothing was sent, `startedAt` is taken back. */
  deferOutbox(id: number, notBefore: number, error: string, unsent?: boolean): Promise<void>
  /** Stops a lane until it is released, also for rows added later. */
  holdLane(lease: LeaseName, side: Side, lane: string, reason: string): Promise<void>
  releaseLane(lease: LeaseName, side: Side, lane: string): Promise<void>
}

export interface StoreTimers {
  /** Earliest first. */
  dueTimers(lease: LeaseName, now: number, limit: number): Promise<readonly Timer[]>
  /** When the earliest timer is due, ms since the epoch. */
  nextTimer(lease: LeaseName): Promise<number | undefined>
  /** Removes each timer and submits its row, in one commit. A timer that was set anew or cleared since is left out. */
  fireTimers(fired: readonly FiredTimer[]): Promise<void>
}

/** What Switchboard must not forget. Every call rejects with StoreError only. */
export interface Store extends StoreInbox, StoreOutbox, StoreTimers, StoreQueries {
  /**
   * Runs `work` in one transaction that only the holder of the lease can commit; `lease-lost` otherwise. Another process
   * cannot take the lease over before it has ended. `work` must do no network I/O and wait for nothing but the transaction.
   * Without a lease: for what belongs to nobody, such as agent data changed by command.
   */
  transaction<T>(
    lease: Pick<HeldLease, 'name' | 'epoch'> | undefined,
    work: (tx: StoreTransaction) => Promise<T>,
  ): Promise<T>
  readonly ruleSets: RuleSets
  blockChat(network: NetworkId, chat: RemoteChatId, block: { at: number; by: string; reason: string }): Promise<boolean>
  unblockChat(network: NetworkId, chat: RemoteChatId): Promise<boolean>
  /** The event is there no more. */
  dropLink(event: MatrixEventId): Promise<void>
  /** Neither belongs to an owner of a lease: repeats are harmless, and the last word counts. */
  keepWatcher(network: NetworkId, watcher: Watcher): Promise<void>
  dropWatcher(network: NetworkId, watcher: Watcher): Promise<void>
  setDirectRoom(user: AgentId, room: RoomId): Promise<void>
  /** The room in which admins command. Replaces the one before. */
  setAdminRoom(room: RoomId): Promise<void>
  forgetRoom(room: RoomId): Promise<void>
  /** Undefined deletes it. */
  setSetting(key: string, value: string | undefined): Promise<void>
  addAudit(entry: AuditEntry): Promise<void>
  /** Newest first. */
  audit(limit: number): Promise<readonly AuditEntry[]>
  /** Deletes what is too old; resolves with the number of rows deleted. */
  applyRetention(retention: Retention): Promise<number>
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  /** Ends waiting submissions and all connections. */
  close(): Promise<void>
}
