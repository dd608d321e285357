/** A customer at their program. Prints what they do, and what they see as it comes. */
export interface Customer {
  readonly name: string
  writes(text: string): void
  /** Waits until they see these words of ours. */
  sees(words: string): Promise<void>
  /** Everything that was said to this customer so far. */
  heard(): readonly string[]
  /** Prints what is new. */
  show(): void
  leaves(): Promise<void>
}

/** How long a customer waits for what must come. */
export const patienceMs = 30_000
