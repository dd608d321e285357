/** What a parser makes of its text. `problem`: what is wrong and what would be accepted, ready for people. */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string }

export function accepted<Value>(value: Value): Parsed<Value> {
  return { ok: true, value }
}

export function problem(text: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: text }
}

/** Goes on with the value, or hands the problem through. */
export function then<A, B>(first: Parsed<A>, next: (value: A) => Parsed<B>): Parsed<B> {
  return first.ok ? next(first.value) : first
}

/** All values, or the first problem. */
export function all<Value>(parsed: readonly Parsed<Value>[]): Parsed<readonly Value[]> {
  const values: Value[] = []
  for (const one of parsed) {
    if (!one.ok) return one
    values.push(one.value)
  }
  return accepted(values)
}

/** ` Did you mean x?`, or nothing. */
export function didYouMeanText(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
}
