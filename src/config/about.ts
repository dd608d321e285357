import type { z } from 'zod'

/** What the sample file and the error messages need to know of a key, beside its type. */
export interface About {
  /** The comment above the key in the sample file. */
  readonly says: string
  /** The value in the sample file, where it is not the default. */
  readonly sample?: unknown
  /** The sample value must be replaced: what to do, as in "is still the sample value; <this>". */
  readonly replaceBy?: string
  /** Never shown in a message, a log or a support file. */
  readonly secret?: true
}

const abouts = new WeakMap<z.core.$ZodType, About>()

/** A key of the configuration: its schema and its comment in one place. */
export function key<S extends z.ZodType>(schema: S, says: string, more: Omit<About, 'says'> = {}): S {
  abouts.set(schema, { says, ...more })
  return schema
}

export function aboutOf(schema: z.core.$ZodType): About | undefined {
  return abouts.get(schema)
}
