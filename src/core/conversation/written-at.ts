/** When they wrote what came later, in ms since the epoch; `unknown`: before it came, and nobody can say when. */
export type WrittenAt = number | 'unknown'

interface Line {
  readonly at: number
  readonly writtenAt?: WrittenAt
}

/** When it was written, as far as that is known; `at` is when it came. */
export function timeWritten({ at, writtenAt }: Line): number {
  return typeof writtenAt === 'number' ? writtenAt : at
}
