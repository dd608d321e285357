/** Something wrong with a rule set. An error keeps it from being published, a warning does not. */
export interface RuleProblem {
  readonly severity: 'error' | 'warning'
  /** The rule it is about, counted from 1; absent when it is about the set as a whole. */
  readonly rule?: { readonly index: number; readonly name: string }
  readonly message: string
  /** Where in the rule's condition, in UTF-16 units; absent when it is not about the condition. */
  readonly place?: { readonly start: number; readonly end: number }
  /** The word that was probably meant there. */
  readonly suggestion?: string
}
