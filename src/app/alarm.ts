import type { Clock } from '../ports/clock.ts'

/** setTimeout takes no more than 2^31 - 1 ms. */
const longestMs = 86_400_000

/** One timeout for the earliest of the moments that were asked for. */
export interface Alarm {
  /** `at` in ms since the epoch. May ring before, never without having been asked. */
  at(at: number): void
  /** It rings no more. */
  stop(): void
}

export function createAlarm({ clock, ring }: { readonly clock: Clock; readonly ring: () => void }): Alarm {
  let timer: NodeJS.Timeout | undefined
  let due = Number.POSITIVE_INFINITY
  let stopped = false
  return {
    at(at) {
      if (stopped || at >= due) return
      clearTimeout(timer)
      due = at
      timer = setTimeout(
        () => {
          due = Number.POSITIVE_INFINITY
          ring()
        },
        Math.min(Math.max(0, at - clock.now()), longestMs),
      )
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
