import { oneLine } from './one-line.ts'

const longestParam = 1000

/** The same parameters with every string, also within lists, made fit to stand inside a line. */
export function cleanParams<Params extends object>(params: Params): Params {
  const cleaned = Object.entries(params).map(([name, value]) => [name, cleanValue(value)])
  return Object.fromEntries(cleaned) as Params
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return oneLine(value, longestParam)
  return Array.isArray(value) ? value.map(cleanValue) : value
}
