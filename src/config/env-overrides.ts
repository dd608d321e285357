import { parse } from 'yaml'
import type { z } from 'zod'
import { z as zod } from 'zod'
import { didYouMean } from '../util/did-you-mean.ts'
import { type Problem, writePath } from './problem.ts'
import { configSchema } from './schema.ts'
import { bare, isRecord, keysOf, memberOf, type Path } from './schema-walk.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type ReadFile = (path: string) => string

export interface Overridden {
  readonly value: unknown
  /** Which variable gave a value, by written path. */
  readonly sources: ReadonlyMap<string, string>
  readonly problems: readonly Problem[]
}

/**
 * Puts the values of environment variables into a configuration, the way mautrix bridges do: the prefix, the keys in
 * capitals with `__` between them; with `_FILE` at the end the variable names a file that holds the value. Variables
 * of the prefix without `__` are not ours: orchestrators make such names for a service called like this program.
 */
export function applyEnvironment(value: unknown, prefix: string, env: Environment, readFile: ReadFile): Overridden {
  const changed = structuredClone(value)
  const sources = new Map<string, string>()
  const problems: Problem[] = []
  for (const name of Object.keys(env).sort()) {
    if (!name.startsWith(prefix) || !name.slice(prefix.length).includes('__')) continue
    const outcome = applyOne(changed, name, prefix, env[name] ?? '', readFile)
    if ('text' in outcome) problems.push(outcome)
    else sources.set(writePath(outcome.path), name)
  }
  return { value: changed, sources, problems }
}

function applyOne(
  root: unknown,
  name: string,
  prefix: string,
  raw: string,
  readFile: ReadFile,
): Problem | { path: Path } {
  const isFile = name.endsWith('_FILE')
  const members = name
    .slice(prefix.length, isFile ? -'_FILE'.length : undefined)
    .toLowerCase()
    .split('__')
  const found = findPlace(root, members)
  if ('problem' in found) return { where: name, path: found.at, text: found.problem, kind: 'invalid' }
  try {
    found.set(coerce(found.schema, isFile ? readFile(raw).trim() : raw))
    return { path: found.path }
  } catch {
    const text = isFile ? `the file "${raw}" cannot be read` : 'is not readable as YAML'
    return { where: name, path: writePath(found.path), text, kind: 'unreadable' }
  }
}

interface FoundPlace {
  readonly schema: z.core.$ZodType
  readonly path: Path
  readonly set: (value: unknown) => void
}

function findPlace(root: unknown, members: readonly string[]): FoundPlace | { problem: string; at: string } {
  let schema: z.core.$ZodType = configSchema
  let holder = root
  const path: (string | number)[] = []
  for (const [depth, written] of members.entries()) {
    const member = memberName(holder, written)
    const inner = member === undefined ? undefined : memberOf(schema, member, holder)
    if (member === undefined || inner === undefined || typeof holder !== 'object' || holder === null) {
      return { problem: unknownMember(schema, holder, written), at: writePath([...path, written]) }
    }
    path.push(member)
    const current = holder as Record<string | number, unknown>
    if (depth === members.length - 1) return { schema: inner, path, set: (value) => (current[member] = value) }
    if (current[member] === undefined || current[member] === null) current[member] = {}
    schema = inner
    holder = current[member]
  }
  return { problem: 'unknown key.', at: '' }
}

/** A key; in a list the number of the item or its id. */
function memberName(holder: unknown, written: string): string | number | undefined {
  if (!Array.isArray(holder)) return written
  if (/^\d+$/.test(written)) return Number(written) < holder.length ? Number(written) : undefined
  const index = holder.findIndex((item) => isRecord(item) && item['id'] === written)
  return index < 0 ? undefined : index
}

function unknownMember(schema: z.core.$ZodType, holder: unknown, written: string): string {
  const known = Array.isArray(holder)
    ? holder.flatMap((item) => (isRecord(item) && typeof item['id'] === 'string' ? [item['id']] : []))
    : Object.keys(keysOf(schema, holder) ?? {})
  const near = didYouMean(written, known)
  return near ? `unknown key. Did you mean ${near.toUpperCase()}?` : 'unknown key.'
}

/** A variable is text; what is not text in the file is read as YAML. */
function coerce(schema: z.core.$ZodType, raw: string): unknown {
  const inner = bare(schema)
  return inner instanceof zod.ZodString || inner instanceof zod.ZodEnum ? raw : parse(raw)
}
