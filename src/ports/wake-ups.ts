import type { LeaseName } from './lease.ts'

/** What one can be woken for: work for an owner, or shared data that changed (`rules`: published or a draft; `agents`: data, state or a seat). */
export type Topic = LeaseName | 'rules' | 'agents'

/**
 * Tells about commits, of this process and of others. A wake-up carries no content: look what there is.
 * Several may be told as one; after a gap in the connection everybody is woken, so none is ever lost.
 */
export interface WakeUps {
  /** Calls `wake` from now on until the returned function is called. `wake` must not throw. */
  on(topic: Topic, wake: () => void): () => void
  /** Wakes those of this process only. */
  wake(topic: Topic): void
}
