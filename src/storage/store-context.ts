import type { Topic } from '../ports/wake-ups.ts'
import type { Database } from './database.ts'

/** What every part of the store works with. */
export interface StoreContext {
  readonly database: Database
  /** The name under which this process holds leases. */
  readonly holder: string
  readonly wake: (topic: Topic, dueAt?: number) => void
  /** ms since the epoch. */
  readonly now: () => number
}
