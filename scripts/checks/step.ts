export interface Outcome {
  readonly problems: readonly string[]
  /** Measured numbers worth seeing even when all is well. */
  readonly figures?: string
}

/** One check. It must not write anything below `root`. */
export interface Step {
  readonly name: string
  run(root: string): Promise<Outcome>
}
