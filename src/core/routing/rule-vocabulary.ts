import type { FactName } from '../identification/app-profile.ts'

/** The types of the fields that conditions know. */
export type FieldType = 'string' | 'int' | 'bool'
type Fields = Readonly<Record<string, FieldType>>

const app: Readonly<Record<FactName, FieldType>> = {
  application: 'string',
  version: 'string',
  os: 'string',
  device: 'string',
  raw: 'string',
  account: 'string',
  realName: 'string',
  host: 'string',
  secure: 'string',
  locale: 'string',
  timeZone: 'string',
  formatting: 'string',
  typing: 'string',
  files: 'string',
  bot: 'string',
}

/** What `queue("name")` answers. */
export const queueFields = { waiting: 'int', ready: 'int', free: 'int' } as const satisfies Fields

/** The inputs that have fields of their own. */
export const recordFields = {
  network: { id: 'string', type: 'string', name: 'string' },
  customer: { name: 'string', account: 'string', returning: 'bool', count: 'int' },
  app,
  now: { ms: 'int', hour: 'int', minute: 'int', weekday: 'string', date: 'string' },
} as const satisfies Readonly<Record<string, Fields>>

/** Everything a condition can name, in the order in which people are told of it. */
export const inputNames = ['network', 'contact', 'customer', 'app', 'answers', 'text', 'now'] as const

/** What may be called as `name(…)`, and as `value.name(…)`. Everything else is refused, which bounds what a condition can cost. */
export const functionNames: readonly string[] = ['queue', 'int', 'string', 'size']
export const methodNames: readonly string[] = [
  ...['contains', 'startsWith', 'endsWith', 'search', 'lowerAscii', 'upperAscii', 'trim', 'size'],
]

/** The fields of an input, or undefined when it has none of its own (`answers` takes any name). */
export function fieldsOf(input: string): readonly string[] | undefined {
  const fields: Readonly<Record<string, Fields>> = recordFields
  return Object.hasOwn(fields, input) ? Object.keys(fields[input] ?? {}) : undefined
}
