import type { WakeSource } from './drain-outbox.ts'

/** A wake-up that is never lost: what comes between arming and waiting ends the waiting at once. */
export function createWakeSource(signal: AbortSignal): WakeSource {
  let count = 0
  let wakeWaiting: (() => void) | undefined
  const wake = (): void => {
    count += 1
    wakeWaiting?.()
  }
  signal.addEventListener('abort', wake, { once: true })
  return {
    wake,
    next: () => {
      const armed = count
      return {
        isQuiet: () => count === armed,
        until: (at, now) =>
          new Promise((resolve) => {
            if (count !== armed || signal.aborted) return resolve()
            const timer = at === undefined ? undefined : setTimeout(() => wakeWaiting?.(), Math.max(0, at - now))
            wakeWaiting = () => {
              wakeWaiting = undefined
              clearTimeout(timer)
              resolve()
            }
          }),
      }
    },
  }
}
