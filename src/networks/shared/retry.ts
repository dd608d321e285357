import type { Log } from '../../ports/log.ts'

const shortestMs = 1000
const longestMs = 5 * 60_000

/** How long to wait before the n-th try (n from 0): doubling from a second to five minutes, with jitter downwards to a half; whole ms. */
export function backOffMs(tries: number, random: () => number): number {
  const full = Math.min(longestMs, shortestMs * 2 ** Math.min(tries, 20))
  return Math.round(Math.max(shortestMs / 2, full * (0.5 + random() / 2)))
}

/** Waits; ends early, without an error, when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

/** Tries until it succeeds, at least once. Undefined when it did not and `signal` aborted. */
export async function untilDone<T>(
  work: () => Promise<T>,
  { log, random }: { readonly log: Log; readonly random: () => number },
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let tries = 0; tries === 0 || !signal.aborted; tries++) {
    try {
      return await work()
    } catch (error) {
      log.warn({ err: error, tries }, 'the store did not take what a network reported; trying again')
      await pause(Math.min(10_000, backOffMs(tries, random)), signal)
    }
  }
  return undefined
}
