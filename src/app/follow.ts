/** Programs say every few seconds that somebody still types; of whom they say no more has gone. */
const endsAfterMs = 30_000
/** So long passes at least between two beginnings, however often somebody stops and goes on. */
const betweenMs = 2000

/**
 * Carries a wish that changes often to where it counts: one at a time, and of those that came meanwhile only the last. What is
 * the case there already is not carried again. What fails is lost.
 */
export function follow<T>(
  initial: T,
  carry: (wish: T) => Promise<void>,
  lost: (error: unknown) => void,
): (wish: T) => void {
  let wanted = initial
  let known = initial
  let isUnderWay = false
  const goOn = async (): Promise<void> => {
    isUnderWay = true
    while (wanted !== known) {
      known = wanted
      await carry(known).catch(lost)
    }
    isUnderWay = false
  }
  return (wish) => {
    wanted = wish
    if (!isUnderWay) void goOn()
  }
}

/** Shows what somebody does: not more often than people notice, and no longer than it is said. */
export function expiring(show: (isOn: boolean) => void, now: () => number): (isOn: boolean) => void {
  let timer: NodeJS.Timeout | undefined
  let begunAt = Number.NEGATIVE_INFINITY
  const after = (ms: number, act: () => void): void => {
    clearTimeout(timer)
    timer = setTimeout(act, ms).unref()
  }
  const begin = (): void => {
    begunAt = now()
    show(true)
    after(endsAfterMs, () => show(false))
  }
  return (isOn) => {
    clearTimeout(timer)
    if (!isOn) show(false)
    else if (now() - begunAt >= betweenMs) begin()
    else after(betweenMs - (now() - begunAt), begin)
  }
}
