import type { HeldLease, LeaseName } from '../ports/lease.ts'

/** What a lease was won with. */
export interface Won {
  readonly name: LeaseName
  readonly epoch: number
  readonly ttlMs: number
  /** When it was asked for, so that the time on the way counts against us. */
  readonly askedAt: Moment
}

/**
 * The same moment on two clocks: the monotonic one stands still while the machine sleeps, the other may be set back.
 * Whichever has gone further counts.
 */
export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

export function moment(): Moment {
  return { monotonic: performance.now(), wall: Date.now() }
}

function msSince(then: Moment): number {
  const now = moment()
  return Math.max(now.monotonic - then.monotonic, now.wall - then.wall)
}

/** Of the time the database grants, the last fifth is not used. */
const usedPart = 0.8

/** A lease with its deadline. It watches its own end: nobody has to ask for the signal to abort in time. */
export class TimedLease implements HeldLease {
  readonly name: LeaseName
  readonly epoch: number
  readonly #usedMs: number
  readonly #ending = new AbortController()
  #renewedAt: Moment
  #lost = false
  #timer: NodeJS.Timeout | undefined

  constructor({ name, epoch, ttlMs, askedAt }: Won) {
    this.name = name
    this.epoch = epoch
    this.#usedMs = ttlMs * usedPart
    this.#renewedAt = askedAt
    this.#watch()
  }

  get signal(): AbortSignal {
    return this.#ending.signal
  }

  isHeld(): boolean {
    if (!this.#lost && msSince(this.#renewedAt) >= this.#usedMs) this.lose()
    return !this.#lost
  }

  /** The database has granted it anew, asked at that moment. */
  renewed(askedAt: Moment): void {
    if (!this.isHeld()) return
    this.#renewedAt = askedAt
    this.#watch()
  }

  /** Asks the owner to end; until then it stays held. */
  end(): void {
    this.#ending.abort()
  }

  lose(): void {
    this.#lost = true
    clearTimeout(this.#timer)
    this.end()
  }

  #watch(): void {
    clearTimeout(this.#timer)
    const left = this.#usedMs - msSince(this.#renewedAt)
    this.#timer = setTimeout(() => this.isHeld() && this.#watch(), Math.max(left, 1))
  }
}
