/**
 * Why the database did not do something.
 * `unavailable`: it cannot be reached, or the connection broke, perhaps during a commit: what was asked may or may not have happened. Ask again later; everything here may be repeated.
 * `lease-lost`: another process owns this now; nothing was written. Stop working on that lease.
 * `conflict`: somebody else changed it first; nothing was written. Read again and repeat.
 * `refused`: a rule of the database forbids it (`constraint` names which); nothing was written, and a repeat has the same end.
 */
export type StoreFailure =
  | { readonly kind: 'unavailable'; readonly text: string }
  | { readonly kind: 'lease-lost'; readonly text: string }
  | { readonly kind: 'conflict'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string; readonly constraint?: string }

/** The only error that calls of the store reject with. */
export class StoreError extends Error {
  readonly failure: StoreFailure
  constructor(failure: StoreFailure, cause?: unknown) {
    super(failure.text, { cause })
    this.name = 'StoreError'
    this.failure = failure
  }
}

/** Whether the database is away, so that the same call may succeed later. */
export function isStoreUnavailable(error: unknown): boolean {
  return error instanceof StoreError && error.failure.kind === 'unavailable'
}

export function isLeaseLost(error: unknown): boolean {
  return error instanceof StoreError && error.failure.kind === 'lease-lost'
}

/** Whether somebody else was faster, so that reading again and repeating makes sense. */
export function isStoreConflict(error: unknown): boolean {
  return error instanceof StoreError && error.failure.kind === 'conflict'
}
