import { refused } from './file-address.ts'

/** The time by which a whole piece of work must be done. */
export interface Deadline {
  /** Aborts at that time, or when the work is called off. Its reason is a FetchError. */
  readonly signal: AbortSignal
  /** The result of what cannot be aborted, unless that comes too late. */
  race<T>(work: Promise<T>): Promise<T>
  /** The work is done. */
  clear(): void
}

export function deadline(ms: number, calledOff: AbortSignal): Deadline {
  const control = new AbortController()
  const end = () => control.abort(refused(`it takes longer than ${ms / 1000} s`))
  const timer = setTimeout(end, ms)
  if (calledOff.aborted) end()
  calledOff.addEventListener('abort', end, { once: true })
  const tooLate = Promise.withResolvers<never>()
  tooLate.promise.catch(() => undefined)
  control.signal.addEventListener('abort', () => tooLate.reject(control.signal.reason), { once: true })
  return {
    signal: control.signal,
    race: (work) => Promise.race([work, tooLate.promise]),
    clear() {
      clearTimeout(timer)
      calledOff.removeEventListener('abort', end)
    },
  }
}
