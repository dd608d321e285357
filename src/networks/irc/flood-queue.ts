import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { type Next, SendSchedule, type WaitingLine } from './send.ts'
import type { FloodSettings } from './settings.ts'

/** CAP, NICK, USER and the like went out already, and the server counted them. */
const registrationLines = 5

/** The one way lines leave: as fast as the schedule allows, in its order. */
export class FloodQueue {
  readonly #schedule: SendSchedule
  readonly #clock: Clock
  readonly #write: (line: string) => void
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined
  #isPumping = false
  #isClosed = false

  constructor(flood: FloodSettings, clock: Clock, log: Log, write: (line: string) => void) {
    this.#schedule = new SendSchedule(flood.burst, flood.intervalMs, registrationLines, clock.now())
    this.#clock = clock
    this.#log = log
    this.#write = write
  }

  add(...lines: readonly WaitingLine[]): void {
    for (const line of lines) this.#schedule.add(line)
    this.#pump()
  }

  release(lane: string): void {
    this.#schedule.release(lane)
    this.#pump()
  }

  hurry(lane: string): void {
    this.#schedule.hurry(lane)
    this.#pump()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  /** Not entered twice: rendering a line may add others. */
  #pump(): void {
    if (this.#isPumping || this.#isClosed) return
    this.#isPumping = true
    try {
      this.#writeAllowed()
    } finally {
      this.#isPumping = false
    }
  }

  #writeAllowed(): void {
    clearTimeout(this.#timer)
    for (;;) {
      const next = this.#next()
      if (next === undefined) return
      if ('waitMs' in next) {
        this.#timer = setTimeout(() => this.#pump(), next.waitMs)
        return
      }
      this.#log.debug({ bytes: Buffer.byteLength(next.line) }, 'line written to IRC')
      this.#write(next.line)
    }
  }

  /** A line that cannot be made of what the server says is left out: nobody stands above a timer to catch it. */
  #next(): Next {
    for (;;) {
      try {
        return this.#schedule.next(this.#clock.now())
      } catch (error) {
        this.#log.warn({ err: error }, 'a line to IRC was left out')
      }
    }
  }
}
