/** The time, as the shell sees it. */
export interface Clock {
  /** ms since the epoch. */
  now(): number
}
