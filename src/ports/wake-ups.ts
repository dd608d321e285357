import type { LeaseName } from './lease.ts'
import type { Side } from './outbox.ts'

/** What one can be woken for: work for the owner of a lease, or shared data that changed (`rules`: a draft or publication; `agents`: data, state or a seat; `waiting`: more or fewer conversations wait; `teams`: who is in which), or a lease that was given back. */
export type Topic =
  | `inbox:${LeaseName}`
  | `outbox:${Side}:${LeaseName}`
  | `timers:${LeaseName}`
  | `lease:${LeaseName}`
  | 'rules'
  | 'agents'
  | 'waiting'
  | 'teams'

/**
 * Called when there may be something new. `dueAt` in ms since the epoch, for timers only: the earliest of those just set,
 * where that is known. Must not throw.
 */
export type Wake = (dueAt?: number) => void

/**
 * Tells about commits, of this process and of others. A wake-up carries no content: look what there is.
 * Several may be told as one; after a gap in the connection everybody is woken, so none is ever lost.
 */
export interface WakeUps {
  /** Calls `wake` from now on until the returned function is called. */
  on(topic: Topic, wake: Wake): () => void
  /** Wakes those of this process only. */
  wake(topic: Topic, dueAt?: number): void
}
