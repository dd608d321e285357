import type { Clock } from '../ports/clock.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { StoreTimers } from '../ports/store.ts'
import type { Timer } from '../ports/timer.ts'
import type { WakeUps } from '../ports/wake-ups.ts'

export interface TimersOptions {
  readonly store: StoreTimers
  readonly wakeUps: WakeUps
  readonly clock: Clock
  /** The inbox row that a timer becomes. */
  readonly rowOf: (timer: Timer) => NewInboxRow
  /** Told when the store failed; it is tried again. */
  readonly onError?: (error: unknown) => void
}

const atOnce = 500
/** setTimeout takes no more than 2^31 - 1 ms; looking once an hour costs nothing. */
const longestMs = 3_600_000
const afterErrorMs = { first: 100, longest: 5000 }

/** Fires the timers of one lease until its signal aborts: what is due goes to the inbox. Resolves when it has stopped. */
export async function runTimers(lease: HeldLease, options: TimersOptions): Promise<void> {
  if (lease.signal.aborted) return
  const timers = new LeaseTimers(lease, options)
  const stopListening = options.wakeUps.on(`timers:${lease.name}`, (dueAt) => timers.noteDue(dueAt))
  timers.look()
  await new Promise((resolve) => lease.signal.addEventListener('abort', resolve, { once: true }))
  stopListening()
  await timers.stop()
}

/** Keeps one setTimeout for the earliest timer of a lease. */
class LeaseTimers {
  readonly #lease: HeldLease
  readonly #options: TimersOptions
  #timeout: NodeJS.Timeout | undefined
  #armedFor = Number.POSITIVE_INFINITY
  #looking: Promise<void> | undefined
  #again = false
  #errorPause = afterErrorMs.first

  constructor(lease: HeldLease, options: TimersOptions) {
    this.#lease = lease
    this.#options = options
  }

  noteDue(dueAt: number | undefined): void {
    // While it looks, the answer may be older than what was just set.
    if (dueAt === undefined || this.#looking) this.look()
    else if (dueAt < this.#armedFor) this.#arm(dueAt)
  }

  look(): void {
    this.#again = true
    this.#looking ??= this.#lookUntilQuiet()
  }

  async stop(): Promise<void> {
    await this.#looking
    clearTimeout(this.#timeout)
  }

  async #lookUntilQuiet(): Promise<void> {
    while (this.#again && !this.#lease.signal.aborted) {
      this.#again = false
      this.#arm(await this.#fireDue())
    }
    this.#looking = undefined
  }

  /** When to look next, in ms since the epoch. */
  async #fireDue(): Promise<number> {
    const { store, clock, rowOf, onError } = this.#options
    try {
      const due = await store.dueTimers(this.#lease.name, clock.now(), atOnce)
      if (due.length > 0 && this.#lease.isHeld()) {
        await store.fireTimers(due.map((timer) => ({ timer, row: rowOf(timer) })))
      }
      this.#errorPause = afterErrorMs.first
      return (await store.nextTimer(this.#lease.name)) ?? Number.POSITIVE_INFINITY
    } catch (error) {
      onError?.(error)
      this.#errorPause = Math.min(this.#errorPause * 2, afterErrorMs.longest)
      return clock.now() + this.#errorPause
    }
  }

  #arm(at: number): void {
    clearTimeout(this.#timeout)
    this.#armedFor = at
    const ms = Math.min(Math.max(at - this.#options.clock.now(), 1), longestMs)
    this.#timeout = setTimeout(() => this.look(), ms)
  }
}
