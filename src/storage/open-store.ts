import type { Store } from '../ports/store.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import type { Topic } from '../ports/wake-ups.ts'
import { agentQueries } from './agent-queries.ts'
import { chatQueries } from './chat-queries.ts'
import { conversationQueries } from './conversation-queries.ts'
import { readCounts } from './counts.ts'
import { Database, type DatabaseOptions } from './database.ts'
import { createInbox } from './inbox.ts'
import { messageLinks } from './message-links.ts'
import { createOutbox } from './outbox.ts'
import { records } from './records.ts'
import { applyRetention } from './retention.ts'
import { rooms } from './rooms.ts'
import { ruleSets } from './rule-sets.ts'
import type { StoreContext } from './store-context.ts'
import { createStoreTransaction } from './store-transaction.ts'
import { teamQueries } from './team-queries.ts'
import { createTimers } from './timers.ts'
import { inTransaction } from './transaction.ts'
import { waitingQueries } from './waiting-queries.ts'
import { watchers } from './watchers.ts'

export interface StoreOptions extends DatabaseOptions {
  /** The name under which this process holds leases; no other process may have it. */
  readonly holder: string
  /** Told after each commit what of this process' own may be new (`WakeUps.wake`). */
  readonly wake: (topic: Topic, dueAt?: number) => void
  /** ms since the epoch. */
  readonly now: () => number
}

/** The store on a database whose schema is current. Connects when first needed. */
export function openStore({ holder, wake, now, ...connection }: StoreOptions): Store {
  const database = new Database(connection)
  const context: StoreContext = { database, holder, wake, now }
  const inbox = createInbox(context)
  const outbox = createOutbox(context)
  return {
    ...inbox,
    ...outbox,
    ...createTimers(context),
    ...queries(database),
    ...chatQueries(database),
    ...watchers(database),
    ...rooms(database),
    ...messageLinks(database),
    ...records(database),
    ruleSets: ruleSets(context),
    transaction: (lease, work) => inTransaction(database, lease, wake, (tx) => work(createStoreTransaction(tx))),
    applyRetention: (retention) => applyRetention(database, retention, now()),
    async ping() {
      await database.rows({ text: 'SELECT 1' })
    },
    async close() {
      inbox.close()
      outbox.close()
      await database.close()
    },
  }
}

type Unlisted =
  | 'openChats'
  | 'chat'
  | 'chatByIdentity'
  | 'countOpenings'
  | 'blockedChats'
  | 'linkOf'
  | 'linkOfEvent'
  | 'ownLine'
  | 'watchers'
  | 'roomRole'
  | 'directRoom'
  | 'setting'

function queries(database: Database): Omit<StoreQueries, Unlisted> {
  return {
    ...conversationQueries(database),
    ...waitingQueries(database),
    ...agentQueries(database),
    ...teamQueries(database),
    counts: () => readCounts(database),
  }
}
