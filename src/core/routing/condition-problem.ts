/** What is wrong with a condition, and where: `start` and `end` count UTF-16 units from its beginning, `end` not included. */
export interface ConditionProblem {
  /** A whole sentence, the suggestion included. */
  readonly message: string
  readonly start: number
  readonly end: number
  /** The word that was probably meant, to put in place of what stands between `start` and `end`. */
  readonly suggestion?: string
}
