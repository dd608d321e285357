import type { z } from 'zod'
import { didYouMean } from '../util/did-you-mean.ts'
import { aboutOf } from './about.ts'
import { describeIssue, optionsOf } from './describe-issue.ts'
import { type Problem, writePath } from './problem.ts'
import { configSchema } from './schema.ts'
import { keysOf, type Path, schemaAt, valueAt } from './schema-walk.ts'

const longestValueShown = 40
const missing = 'is missing'

/** Says where a path stands: in the file or in the environment. */
export type Where = (path: Path) => string

/** Everything the schema finds wrong with a value. */
export function problemsOf(value: unknown, where: Where): readonly Problem[] {
  const parsed = configSchema.safeParse(value, { error: describeIssue })
  if (parsed.success) return []
  const mistyped = new Set(parsed.error.issues.flatMap((issue) => meantBy(issue, value)))
  const isExplained = ({ path, text }: Problem) => text.startsWith(missing) && mistyped.has(path)
  return parsed.error.issues.flatMap((issue) => toProblems(issue, value, where)).filter((found) => !isExplained(found))
}

/** The keys that unknown keys were probably meant to be: that those are missing need not be said as well. */
function meantBy(issue: z.core.$ZodIssue, value: unknown): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return []
  const parent = pathOf(issue)
  return issue.keys.flatMap((written) => {
    const near = didYouMean(written, knownKeys(parent, value))
    return near === undefined ? [] : [writePath([...parent, near])]
  })
}

function toProblems(issue: z.core.$ZodIssue, value: unknown, where: Where): readonly Problem[] {
  const path = pathOf(issue)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknownKey) => unknownKeyAt([...path, unknownKey], value, where))
  }
  return [{ where: where(path), path: writePath(path), text: sentence(issue, path, value), kind: 'invalid' }]
}

function unknownKeyAt(path: Path, value: unknown, where: Where): Problem {
  const known = knownKeys(path.slice(0, -1), value)
  const near = didYouMean(String(path.at(-1)), known)
  const text = near ? `unknown key. Did you mean ${near}?` : `unknown key. Known here: ${known.join(', ')}`
  return { where: where(path), path: writePath(path), text, kind: 'invalid' }
}

function knownKeys(path: Path, value: unknown): readonly string[] {
  const schema = schemaAt(configSchema, path, value)
  return schema ? Object.keys(keysOf(schema, valueAt(value, path)) ?? {}) : []
}

function pathOf(issue: z.core.$ZodIssue): Path {
  return issue.path.map((member) => (typeof member === 'symbol' ? String(member) : member))
}

function sentence(issue: z.core.$ZodIssue, path: Path, value: unknown): string {
  const found = issue.code === 'invalid_key' ? path.at(-1) : valueAt(value, path)
  if (found === undefined) return missingSentence(path, value)
  if (found === null) return 'is empty'
  return `${shown(found, isSecret(path, value))} ${issue.message}${suggestion(issue, found)}`
}

function missingSentence(path: Path, value: unknown): string {
  const schema = schemaAt(configSchema, path, value)
  const remedy = schema && aboutOf(schema)?.replaceBy
  return remedy === undefined ? missing : `${missing}; ${remedy}`
}

function suggestion(issue: z.core.$ZodIssue, found: unknown): string {
  const values = issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' ? optionsOf(issue) : []
  const near = typeof found === 'string' && values.length > 1 ? didYouMean(found, values.map(String)) : undefined
  return near ? `. Did you mean ${near}?` : ''
}

function isSecret(path: Path, value: unknown): boolean {
  return path.some((_, depth) => {
    const schema = schemaAt(configSchema, path.slice(0, depth + 1), value)
    return schema !== undefined && aboutOf(schema)?.secret === true
  })
}

/** A value as quoted in a message; never a secret, nor the inside of a group that may hold one. */
function shown(value: unknown, secret: boolean): string {
  if (secret) return 'this value'
  if (typeof value === 'object') return Array.isArray(value) ? 'this list' : 'this group of keys'
  const printable = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\p{C}/gu, '?')
  return printable.length > longestValueShown ? `"${printable.slice(0, longestValueShown)}…"` : `"${printable}"`
}
