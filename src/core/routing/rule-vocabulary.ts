import type { FactName } from '../identification/app-profile.ts'
import { features } from '../identification/features.ts'

/** The types of the fields that conditions know. */
export type FieldType = 'string' | 'int' | 'bool' | 'list<string>'
type Fields = Readonly<Record<string, FieldType>>

const facts: Readonly<Record<FactName, FieldType>> = {
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
  bot: 'string',
  files: 'string',
  edits: 'string',
  replies: 'string',
  reactions: 'string',
  formatting: 'string',
  typing: 'string',
  threads: 'string',
  longtext: 'string',
  guest: 'string',
  organisation: 'string',
}

export const factNames = Object.keys(facts) as readonly FactName[]
/** Facts that a question may fill in. */
export const fillableFacts = ['application', 'version', 'os', 'device', 'locale', 'timeZone'] as const

/** What is worked out from the facts: `known` is whether the program is, `major` and `minor` are of its version, 0 where that is not known. */
const concluded = { known: 'bool', major: 'int', minor: 'int', features: 'list<string>' } as const satisfies Fields

/** What `app.can("…")` may ask. */
export const featureNames: readonly string[] = features

/** What `queue("name")` answers. */
export const queueFields = { waiting: 'int', ready: 'int', free: 'int' } as const satisfies Fields

/** What `team("name")` answers, of the team and all teams in it; `team("all")` of everybody. */
export const teamFields = { ready: 'int', free: 'int' } as const satisfies Fields

/** The inputs that have fields of their own. */
export const recordFields = {
  network: { id: 'string', type: 'string', name: 'string' },
  customer: { name: 'string', account: 'string', returning: 'bool', count: 'int' },
  app: { ...facts, ...concluded },
  now: { ms: 'int', hour: 'int', minute: 'int', weekday: 'string', date: 'string' },
} as const satisfies Readonly<Record<string, Fields>>

/** Everything a condition can name, in the order in which people are told of it. */
export const inputNames = ['network', 'contact', 'customer', 'app', 'answers', 'text', 'now'] as const

/** What may be called as `name(…)`, and as `value.name(…)`. Everything else is refused, which bounds what a condition can cost. */
export const functionNames: readonly string[] = ['queue', 'team', 'int', 'string', 'size']
export const methodNames: readonly string[] = [
  ...['contains', 'startsWith', 'endsWith', 'search', 'lowerAscii', 'upperAscii', 'trim', 'size', 'can'],
]

/** The fields of an input, or undefined when it has none of its own (`answers` takes any name). */
export function fieldsOf(input: string): readonly string[] | undefined {
  const fields: Readonly<Record<string, Fields>> = recordFields
  return Object.hasOwn(fields, input) ? Object.keys(fields[input] ?? {}) : undefined
}
