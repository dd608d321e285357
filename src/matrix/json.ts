/** Parsed JSON of unknown shape, read key by key. */
export type Json = { readonly [key: string]: unknown }

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at `key`; undefined when there is none. */
export function objectIn(json: Json | undefined, key: string): Json | undefined {
  const value = own(json, key)
  return isJson(value) ? value : undefined
}

export function textIn(json: Json | undefined, key: string): string | undefined {
  const value = own(json, key)
  return typeof value === 'string' ? value : undefined
}

export function numberIn(json: Json | undefined, key: string): number | undefined {
  const value = own(json, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function listIn(json: Json | undefined, key: string): readonly unknown[] {
  const value = own(json, key)
  return Array.isArray(value) ? value : []
}

function own(json: Json | undefined, key: string): unknown {
  return json !== undefined && Object.hasOwn(json, key) ? json[key] : undefined
}
