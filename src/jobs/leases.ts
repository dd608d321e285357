import type { HeldLease, LeaseName, Leases } from '../ports/lease.ts'
import type { WakeUps } from '../ports/wake-ups.ts'
import { moment, TimedLease } from './held-lease.ts'
import { LeaseTable, type Take } from './lease-table.ts'
import { pause } from './pause.ts'
import { hasEnded } from './process-name.ts'

export interface LeasesOptions {
  readonly uri: string
  /** The name of this process (`nameOfThisProcess`); the same as the store's. */
  readonly holder: string
  readonly wakeUps: WakeUps
  /** How long a lease lasts without renewal: how long the others wait after a crash. */
  readonly ttlMs?: number
  /** Told what went wrong; it is tried again. */
  readonly onError?: (lease: LeaseName, error: unknown) => void
}

const defaultTtlMs = 10_000
/** Of its time, when a lease is renewed: leaves room for two failures. */
const renewAfter = 0.25
const retryMs = 500
const leastWaitMs = 50
/** How often the process that has the lease is looked for on this machine. */
const lookEveryMs = 250

type Taken = Pick<Extract<Take, { kind: 'taken' }>, 'forMs' | 'holder'>
/** After the work of a lease has ended by itself. */
const againMs = 2000

/** Wins and keeps leases in the database. */
export class DatabaseLeases implements Leases, AsyncDisposable {
  readonly #options: LeasesOptions
  readonly #ttlMs: number
  readonly #table: LeaseTable
  readonly #held = new Set<TimedLease>()

  constructor(options: LeasesOptions) {
    this.#options = options
    this.#ttlMs = options.ttlMs ?? defaultTtlMs
    this.#table = new LeaseTable(options.uri, options.holder)
  }

  held(): readonly HeldLease[] {
    return [...this.#held].filter((lease) => lease.isHeld())
  }

  async hold(name: LeaseName, signal: AbortSignal, own: (lease: HeldLease) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const lease = await this.#win(name, signal)
      if (!lease) return
      await this.#keep(lease, signal, own)
      await pause(againMs, signal)
    }
  }

  /** Call when all `hold` have ended. */
  close(): Promise<void> {
    return this.#table.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Waits until it is won; undefined when `signal` aborts before. */
  async #win(name: LeaseName, signal: AbortSignal): Promise<TimedLease | undefined> {
    while (!signal.aborted) {
      const freed = new AbortController()
      const stopListening = this.#options.wakeUps.on(`lease:${name}`, () => freed.abort())
      const won = await this.#take(name)
      if (won instanceof TimedLease) {
        stopListening()
        return won
      }
      await waitForHolder(won, AbortSignal.any([signal, freed.signal]))
      stopListening()
    }
    return undefined
  }

  /** The lease, or whom to wait for. */
  async #take(name: LeaseName): Promise<TimedLease | Taken> {
    const ttlMs = this.#ttlMs
    const askedAt = moment()
    try {
      const take = await this.#table.take(name, ttlMs)
      if (take.kind === 'won') return new TimedLease({ name, epoch: take.epoch, ttlMs, askedAt })
      if (!hasEnded(take.holder)) return take
      await this.#table.free(name, take.holder)
      return { forMs: 0, holder: '' }
    } catch (error) {
      this.#options.onError?.(name, error)
      return { forMs: retryMs, holder: '' }
    }
  }

  async #keep(lease: TimedLease, signal: AbortSignal, own: (lease: HeldLease) => Promise<void>): Promise<void> {
    const end = () => lease.end()
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    this.#held.add(lease)
    const owned = new AbortController()
    const renewing = this.#renew(lease, owned.signal)
    try {
      await own(lease)
    } catch (error) {
      this.#options.onError?.(lease.name, error)
    }
    owned.abort()
    signal.removeEventListener('abort', end)
    await renewing
    lease.lose()
    this.#held.delete(lease)
    await this.#table
      .giveBack(lease.name, lease.epoch)
      .catch((error: unknown) => this.#options.onError?.(lease.name, error))
  }

  async #renew(lease: TimedLease, owned: AbortSignal): Promise<void> {
    let waitMs = this.#ttlMs * renewAfter
    while (!owned.aborted && lease.isHeld()) {
      await pause(waitMs, owned)
      if (owned.aborted || !lease.isHeld()) return
      const askedAt = moment()
      try {
        if (!(await this.#table.renew(lease.name, lease.epoch, this.#ttlMs))) return lease.lose()
        lease.renewed(askedAt)
        waitMs = this.#ttlMs * renewAfter
      } catch (error) {
        this.#options.onError?.(lease.name, error)
        waitMs = Math.min(retryMs, this.#ttlMs * renewAfter)
      }
    }
  }
}

/** Until its time is over, or sooner when its process is seen to have ended. */
async function waitForHolder({ forMs, holder }: Taken, signal: AbortSignal): Promise<void> {
  const until = performance.now() + Math.max(forMs, leastWaitMs)
  while (!signal.aborted && performance.now() < until) {
    await pause(Math.min(until - performance.now(), lookEveryMs), signal)
    if (hasEnded(holder)) return
  }
}
