import type { Config } from './schema.ts'
import { configSchema } from './schema.ts'
import { isRecord, places } from './schema-walk.ts'

/** A copy of a configuration that may be shown or logged: secrets replaced, unless they are empty. */
export function redactConfig(config: Config): unknown {
  const copy: unknown = structuredClone(config)
  for (const { path, value, about } of [...places(configSchema, copy)]) {
    if (about?.secret !== true || !isSecret(value)) continue
    const holder = path.slice(0, -1).reduce<unknown>(inside, copy)
    const member = path.at(-1)
    if (isRecord(holder) && typeof member === 'string') holder[member] = '(secret)'
  }
  return copy
}

/** The secrets themselves, for a log that must never show them; of an address also its password alone. */
export function secretsOf(config: Config): readonly string[] {
  return [...places(configSchema, config)].flatMap(({ value, about }) =>
    about?.secret === true && isSecret(value) ? [value, ...passwordIn(value)] : [],
  )
}

function passwordIn(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : ''
  return password === '' ? [] : [password]
}

/** `generate` is an order, not a secret. */
function isSecret(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== 'generate'
}

function inside(value: unknown, member: string | number): unknown {
  if (Array.isArray(value)) return value[Number(member)]
  return isRecord(value) ? value[member] : undefined
}
