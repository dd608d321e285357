import type { SeededPeople } from './seed.ts'

/** A customer with a program of their own, and a conversation in progress. */
export interface BenchPerson {
  says(text: string): void
  /** Resolves when they see a message that ends so. */
  hears(end: string): Promise<void>
  /** How many of those that they have seen are answers of agents. */
  answers(): number
}

/** A network with its server and so many customers on it. */
export interface BenchNetwork extends AsyncDisposable {
  readonly id: string
  /** Which server it is. */
  readonly server: string
  readonly people: SeededPeople
  /** What stands in the configuration. */
  readonly section: object
  readonly persons: readonly BenchPerson[]
  /** Messages in each direction for one look at the processor. */
  readonly messages: { readonly in: number; readonly out: number }
  /** The way that a message has there without us, from one customer to the next. */
  bare(text: string): Promise<void>
}

/** What agents say begins so, behind their name. */
export const answer = 'answer'
const answerPattern = /(?:^|\] )answer \d+$/

/** Counts the answers in a list that only grows, looking at each entry once. */
export function answerCount(textAt: (index: number) => string | undefined, length: () => number): () => number {
  let [seen, found] = [0, 0]
  return () => {
    for (; seen < length(); seen++) if (answerPattern.test(textAt(seen) ?? '')) found++
    return found
  }
}
