/** So long after the last sign of trouble the homeserver may still be catching up with us. */
const doubtMs = 60_000
/** Events that are older than this were not sent to us when they happened: Synapse waits two seconds before it tries again. */
const lateMs = 1500
/** Clocks of homeservers and ours are not the same. */
const marginMs = 60_000

/**
 * Whether the homeserver may have left a transaction behind. When Synapse has caught up after we were away, one that it makes
 * in that very moment stays unsent until the next failure, while those behind it are sent: a line of an agent would be
 * missing, or come much later. The numbers of transactions show it, but other application services make gaps in them too; so
 * a gap counts only for some time after the homeserver had to catch up, and then the rooms themselves are looked into.
 */
export interface Doubt {
  /** The homeserver has to catch up: we were away, or could not take something in. Times in ms since the epoch. */
  begin(now: number): void
  /** A transaction came, with events of these times. True: they come late, the homeserver is catching up. */
  saw(number: string, times: readonly number[], now: number): boolean
  /** What happened since then may be missing in front of what comes; undefined when nothing can be. */
  since(now: number): number | undefined
  /** The same for what nothing follows. */
  sinceBegin(now: number): number | undefined
}

export function createDoubt(): Doubt {
  let last: number | undefined
  let from = 0
  let until = 0
  let isMissing = false

  const begin = (now: number): void => {
    if (now >= until) {
      from = now
      isMissing = false
    }
    until = now + doubtMs
  }

  return {
    begin,
    saw(text, times, now) {
      const isLate = times.some((time) => time < now - lateMs)
      if (isLate) begin(now)
      const number = /^\d{1,15}$/.test(text) ? Number(text) : undefined
      if (number === undefined) return isLate
      // The first number of a process follows on nothing we know.
      const isGap = last === undefined || number > last + 1
      last = number
      if (isGap && now < until) isMissing = true
      return isLate
    },
    since: (now) => (isMissing && now < until ? from - marginMs : undefined),
    sinceBegin: (now) => (now < until ? from - marginMs : undefined),
  }
}
