/** Keys under which what people wrote travels through the program. */
const bodyKeys = new Set([
  'body',
  'content',
  'event',
  'events',
  'formatted_body',
  'formattedBody',
  'html',
  'line',
  'lines',
  'message',
  'messages',
  'raw',
  'text',
])

const deepest = 4

/**
 * Fields of a log line as they may be written. Errors become name, message, code and stack only: database errors carry
 * the failing row, HTTP errors the request. Without `withBodies`, whatever stands under a body's name is left out.
 */
export function loggable(fields: object, withBodies: boolean): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([name]) => withBodies || !bodyKeys.has(name))
  return Object.fromEntries(entries.map(([name, value]) => [name, cleaned(value, withBodies, 1)]))
}

function cleaned(value: unknown, withBodies: boolean, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '…'
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => cleaned(item, withBodies, depth + 1))
  const entries = Object.entries(value).filter(([name]) => withBodies || !bodyKeys.has(name))
  return Object.fromEntries(entries.map(([name, inner]) => [name, cleaned(inner, withBodies, depth + 1)]))
}

function describeError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error ? error.code : 'errcode' in error ? error.errcode : undefined
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    stack: error.stack,
    ...(error.cause instanceof Error && depth < deepest ? { cause: describeError(error.cause, depth + 1) } : {}),
  }
}
