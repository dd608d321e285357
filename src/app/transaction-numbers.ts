/** So many gaps are looked into at once, and one more each minute: other application services make gaps too. */
const mostLooks = 20
const lookAgainMs = 60_000

/**
 * Finds transactions that the homeserver has left behind by the gaps in their numbers. When Synapse has caught up after we
 * were away, a transaction that it made in that very moment stays unsent until the next failure, while those behind it are
 * sent: a line of an agent would be missing, or come minutes later. A transaction that is refused makes it send everything
 * from the oldest on, so the first one behind a gap is asked for once more.
 */
export interface TransactionNumbers {
  /** `again`: refuse it, so that older ones come first; it will come back. `now`: ms since the epoch. */
  judge(number: string, now: number): 'take' | 'again'
  /** The transaction that was asked for again, while it has not come back. */
  awaited(): string | undefined
  /** A transaction could not be taken in: the homeserver will have to catch up. */
  failed(): void
}

export function createTransactionNumbers(): TransactionNumbers {
  let last: number | undefined
  let asked: string | undefined
  let looks = mostLooks
  let lookedAt = 0

  /** The first number of a process follows on nothing we know. */
  const isBehindGap = (number: number): boolean => last === undefined || number > last + 1

  const mayLook = (now: number): boolean => {
    const regained = Math.floor((now - lookedAt) / lookAgainMs)
    if (regained > 0) {
      looks = Math.min(mostLooks, looks + regained)
      lookedAt = now
    }
    return looks > 0
  }

  return {
    judge(text, now) {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : undefined
      if (number === undefined) return 'take'
      if (text !== asked && isBehindGap(number) && mayLook(now)) {
        looks -= 1
        asked = text
        return 'again'
      }
      if (text === asked) asked = undefined
      last = number
      return 'take'
    },
    awaited: () => asked,
    failed: () => {
      looks = mostLooks
    },
  }
}
