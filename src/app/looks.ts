/**
 * Knows whether it is worth asking the database again when work that was found by a look has ended: each question costs as
 * much as a good part of the work itself.
 */
export interface Looks {
  /** A look begins, or is put off until work has ended. Work that is under way by now is left out of what it finds. */
  begin(): void
  /** What it found: `isAll` false if there may be more than it gave. `retryAt`: with nothing found, when something deferred is due. */
  found(count: number, isAll: boolean, retryAt: number | undefined, now: number): void
  /** Whether the last look gave all there was. */
  isAllFound(): boolean
  /** When something that was deferred is due, as far as is known. ms since the epoch. */
  retryAt(): number | undefined
  /** To be called when a piece of work begins. Answers whether to look again when it ends; `isDone` false: it was put off. */
  start(): (isDone: boolean) => boolean
}

export function createLooks(): Looks {
  let looks = 0
  let isAllFound = false
  /** Only a look that finds nothing tells when what was deferred is due. */
  let isRetryKnown = false
  let retryAt: number | undefined
  return {
    begin: () => {
      looks += 1
      isAllFound = false
    },
    found: (count, isAll, due, now) => {
      isAllFound = isAll
      if (count === 0) {
        isRetryKnown = true
        retryAt = due
      } else if (retryAt !== undefined && retryAt <= now) {
        isRetryKnown = false
        retryAt = undefined
      }
    },
    isAllFound: () => isAllFound,
    retryAt: () => retryAt,
    start: () => {
      const startedAt = looks
      return (isDone) => !isDone || !isAllFound || !isRetryKnown || looks !== startedAt
    },
  }
}
