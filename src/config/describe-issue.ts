import type { z } from 'zod'

const expectations: Readonly<Record<string, string>> = {
  string: 'is not text (put it in quotes)',
  number: 'is not a number',
  int: 'is not a whole number',
  boolean: 'is not true or false',
  object: 'is not a group of keys',
  record: 'is not a group of keys',
  array: 'is not a list (lines that begin with "- ")',
}

/** What is wrong, as the end of a sentence that begins with the value. Given to zod as its error map. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'is missing'
  if (issue.input === null && issue.code === 'invalid_type') return 'is empty'
  if (issue.code === 'invalid_type') return expectations[issue.expected] ?? `is not ${issue.expected}`
  if (issue.code === 'invalid_value') return oneOf(issue.values)
  if (issue.code === 'invalid_union') return oneOf(optionsOf(issue))
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'is not a key'
  return 'is not usable'
}

/** The allowed values of the key that chooses among the forms of a union. */
export function optionsOf(issue: object): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : []
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `is not ${values[0]}` : `is not one of ${values.join(', ')}`
}
