import { isStoreUnavailable, StoreError } from '../ports/store-error.ts'

interface Waiting<T> {
  readonly item: T
  readonly bytes: number
  /** On the monotonic clock. */
  readonly until: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface Batching {
  readonly maxItems: number
  readonly maxBytes: number
}

const pauseMs = { first: 50, longest: 2000 }

/**
 * Many callers, one commit: while one batch is being committed the next gathers, and batches never overlap, so items are
 * committed in the order they were added. While the database is away, patient items wait at the head, in order.
 */
export class GroupCommit<T> {
  readonly #commit: (items: readonly T[]) => Promise<void>
  readonly #limits: Batching
  #waiting: Waiting<T>[] = []
  #running = false
  #closed = false
  #endPause: (() => void) | undefined

  constructor(commit: (items: readonly T[]) => Promise<void>, limits: Batching) {
    this.#commit = commit
    this.#limits = limits
  }

  add(item: T, bytes: number, patienceMs: number): Promise<void> {
    if (this.#closed) return Promise.reject(closed())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, bytes, until: performance.now() + patienceMs, resolve, reject })
      if (this.#running) return
      this.#running = true
      // Calls made in the same turn belong together.
      queueMicrotask(() => void this.#run())
    })
  }

  /** What waits for the database is given up. */
  close(): void {
    this.#closed = true
    this.#endPause?.()
  }

  async #run(): Promise<void> {
    let pause = pauseMs.first
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#batchLength())
      try {
        await this.#commit(batch.map(({ item }) => item))
        pause = pauseMs.first
        for (const { resolve } of batch) resolve()
      } catch (error) {
        if (!this.#keepPatient(batch, error)) continue
        await this.#pause(pause)
        pause = Math.min(pause * 2, pauseMs.longest)
      }
    }
    this.#running = false
  }

  #batchLength(): number {
    let bytes = 0
    const end = this.#waiting.findIndex((waiting, index) => {
      bytes += waiting.bytes
      return index >= this.#limits.maxItems || (index > 0 && bytes > this.#limits.maxBytes)
    })
    return end < 0 ? this.#waiting.length : end
  }

  /** Puts back those who may still wait and rejects the others, also those behind. Returns whether anybody waits. */
  #keepPatient(batch: readonly Waiting<T>[], error: unknown): boolean {
    if (!isStoreUnavailable(error)) {
      for (const { reject } of batch) reject(error)
      return false
    }
    const now = this.#closed ? Number.POSITIVE_INFINITY : performance.now()
    const all = [...batch, ...this.#waiting]
    this.#waiting = all.filter(({ until }) => until > now)
    for (const { until, reject } of all) if (until <= now) reject(error)
    return this.#waiting.length > 0
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

function closed(): StoreError {
  return new StoreError({ kind: 'unavailable', text: 'the store is closed' })
}
