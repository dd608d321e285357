type StartTimer = (work: () => void, ms?: number, ...rest: unknown[]) => NodeJS.Timeout

/**
 * matrix-js-sdk starts a timer for the end of every request and never clears it; each would hold this process for up to
 * 110 s after the last test. From here on these timers hold nothing.
 */
export function letGoOfSdkTimers(): void {
  const start = globalThis.setTimeout as StartTimer
  const startLoosely: StartTimer = (work, ms, ...rest) => {
    const timer = start(work, ms, ...rest)
    return new Error('whose').stack?.includes('timeoutSignal') ? timer.unref() : timer
  }
  const same = Object.getOwnPropertyDescriptors(start)
  globalThis.setTimeout = Object.defineProperties(startLoosely, same) as typeof globalThis.setTimeout
}
