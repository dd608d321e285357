import { z } from 'zod'
import { type About, aboutOf } from './about.ts'

export type Path = readonly (string | number)[]

export interface Place {
  readonly path: Path
  readonly value: unknown
  readonly about: About | undefined
}

/** The schema without default, null and preprocessing around it: the thing that has keys, items or a type. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return bare(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
  const isWrapper =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional
  return isWrapper ? bare(schema.def.innerType) : schema
}

/** The keys of a section, or undefined where the schema is not a section. `value` chooses among the forms of a union. */
export function keysOf(
  schema: z.core.$ZodType,
  value?: unknown,
): Readonly<Record<string, z.core.$ZodType>> | undefined {
  const inner = bare(schema)
  if (inner instanceof z.ZodObject) return inner.shape
  if (inner instanceof z.ZodDiscriminatedUnion) return keysOf(formOf(inner, value))
  return undefined
}

function formOf(union: z.ZodDiscriminatedUnion, value: unknown): z.core.$ZodType {
  const fits = (form: z.core.$ZodType) => {
    const discriminator = keysOf(form)?.[union.def.discriminator]
    const found = isRecord(value) ? value[union.def.discriminator] : undefined
    return discriminator !== undefined && z.safeParse(discriminator, found).success
  }
  const [first] = union.options
  return union.options.find(fits) ?? first ?? union
}

/** The schema of one member of `schema`, or undefined if there can be no such member. */
export function memberOf(
  schema: z.core.$ZodType,
  member: string | number,
  value?: unknown,
): z.core.$ZodType | undefined {
  const inner = bare(schema)
  if (inner instanceof z.ZodArray) return typeof member === 'number' ? inner.element : undefined
  if (inner instanceof z.ZodRecord) return inner.valueType
  const keys = keysOf(inner, value)
  return keys !== undefined && Object.hasOwn(keys, member) ? keys[member] : undefined
}

/** The schema at a path. */
export function schemaAt(schema: z.core.$ZodType, path: Path, value: unknown): z.core.$ZodType | undefined {
  const [first, ...rest] = path
  if (first === undefined) return schema
  const member = memberOf(schema, first, value)
  return member && schemaAt(member, rest, memberValue(value, first))
}

/** Every place of a value that its schema knows, outer ones first. Places that are absent are left out. */
export function* places(schema: z.core.$ZodType, value: unknown, path: Path = []): Generator<Place> {
  yield { path, value, about: aboutOf(schema) }
  const members = Array.isArray(value) ? value.keys() : isRecord(value) ? Object.keys(value) : []
  for (const member of members) {
    const inner = memberOf(schema, member, value)
    if (inner) yield* places(inner, memberValue(value, member), [...path, member])
  }
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(memberValue, value)
}

function memberValue(value: unknown, member: string | number): unknown {
  if (Array.isArray(value)) return typeof member === 'number' ? value[member] : undefined
  return isRecord(value) && Object.hasOwn(value, member) ? value[member] : undefined
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
