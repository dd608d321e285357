/** What goes first when we may write only so fast. PONG is not here: the library answers it at once. */
export type LinePriority = 'agent' | 'barrier' | 'prompt' | 'probe' | 'position'

const order: readonly LinePriority[] = ['agent', 'barrier', 'prompt', 'probe', 'position']

/** One line that waits to be written. */
export interface WaitingLine {
  /** Lines of one lane and priority leave in the order they came; lanes of one priority take turns. */
  readonly lane: string
  readonly priority: LinePriority
  /** The line at the moment of writing; undefined when it is no longer needed, which costs nothing. */
  readonly render: () => string | undefined
  /** After this line its lane waits for `release`: an answer decides whether the next one may leave. */
  readonly holds?: boolean
}

export type Next = { readonly line: string } | { readonly waitMs: number } | undefined

/** Decides which line is written when. Knows no clock: `now` in ms comes with each call. */
export class SendSchedule {
  readonly #burst: number
  readonly #intervalMs: number
  readonly #rows = new Map(order.map((priority) => [priority, new Map<string, WaitingLine[]>()]))
  readonly #held = new Set<string>()
  readonly #urgent: string[] = []
  /** When the lines written so far are paid for; at most `burst` intervals ahead of now when a line leaves. */
  #paidUntil = 0

  /** `spent`: lines written before the first call of `next` is possible, at `now`. */
  constructor(burst: number, intervalMs: number, spent = 0, now = 0) {
    this.#burst = burst
    this.#intervalMs = intervalMs
    this.#paidUntil = now + Math.min(spent, burst) * intervalMs
  }

  add(line: WaitingLine): void {
    const row = this.#row(line.priority)
    const waiting = row.get(line.lane)
    if (waiting) waiting.push(line)
    else row.set(line.lane, [line])
  }

  /** The line to write now, or how long to wait, or undefined when nothing can leave. */
  next(now: number): Next {
    const urgent = this.#write(() => this.#takeUrgent(), now)
    if (urgent !== undefined) return { line: urgent }
    const waitMs = this.#paidUntil - now - (this.#burst - 1) * this.#intervalMs
    if (waitMs > 0) return this.#isWaiting() ? { waitMs } : undefined
    const line = this.#write(() => this.#take(), now)
    return line === undefined ? undefined : { line }
  }

  /** Lets a held lane go on; its next line leaves first and at once, because its answer is fresh only now. */
  release(lane: string): void {
    if (this.#held.delete(lane)) this.#urgent.push(lane)
  }

  /** What waits in this lane goes before the agents' lines that will follow it there. */
  hurry(lane: string): void {
    const agents = this.#row('agent')
    const waiting: WaitingLine[] = []
    for (const row of this.#rows.values()) {
      if (row === agents) continue
      waiting.push(...(row.get(lane) ?? []))
      row.delete(lane)
    }
    if (waiting.length > 0) agents.set(lane, [...waiting, ...(agents.get(lane) ?? [])])
  }

  #row(priority: LinePriority): Map<string, WaitingLine[]> {
    return this.#rows.get(priority) ?? new Map()
  }

  /** The first line of the first lane that may go; the lane moves to the end of its row. */
  #take(): WaitingLine | undefined {
    for (const row of this.#rows.values()) {
      for (const [lane, waiting] of row) {
        if (this.#held.has(lane)) continue
        const line = waiting.shift()
        row.delete(lane)
        if (waiting.length > 0) row.set(lane, waiting)
        return line
      }
    }
    return undefined
  }

  #takeUrgent(): WaitingLine | undefined {
    for (let lane = this.#urgent.shift(); lane !== undefined; lane = this.#urgent.shift()) {
      for (const row of this.#rows.values()) {
        const waiting = row.get(lane)
        const line = waiting?.shift()
        if (waiting?.length === 0) row.delete(lane)
        if (line) return line
      }
    }
    return undefined
  }

  #write(take: () => WaitingLine | undefined, now: number): string | undefined {
    for (let waiting = take(); waiting; waiting = take()) {
      const line = waiting.render()
      if (line === undefined) continue
      if (waiting.holds) this.#held.add(waiting.lane)
      this.#paidUntil = Math.max(this.#paidUntil, now) + cost(line, this.#intervalMs)
      return line
    }
    return undefined
  }

  #isWaiting(): boolean {
    return [...this.#rows.values()].some((row) => [...row.keys()].some((lane) => !this.#held.has(lane)))
  }
}

/** Commands that make servers work hard, which they count double. */
const heavy = /^(WHOIS|MONITOR) /

/** A short line costs one interval, one of 512 bytes two: servers count bytes as well as lines. */
function cost(line: string, intervalMs: number): number {
  const over = Math.max(0, Buffer.byteLength(line) - 200) / 312
  return intervalMs * (heavy.test(line) ? 2 : 1 + Math.min(1, over))
}
