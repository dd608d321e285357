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

/** What a line may hold beside its values. */
export interface Detail {
  readonly bodies: boolean
  readonly stacks: boolean
}

/**
 * Fields of a log line as they may be written. Errors become name, message, code and perhaps stack only: database errors
 * carry the failing row, HTTP errors the request. Without `bodies`, whatever stands under a body's name is left out.
 */
export function loggable(fields: object, detail: Detail): Record<string, unknown> {
  return cleanedFields(fields, detail, 0)
}

function cleanedFields(fields: object, detail: Detail, depth: number): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([name]) => detail.bodies || !bodyKeys.has(name))
  return Object.fromEntries(entries.map(([name, value]) => [name, cleaned(value, detail, depth + 1)]))
}

function cleaned(value: unknown, detail: Detail, depth: number): unknown {
  if (value instanceof Error) return describeError(value, detail, depth)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '…'
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => cleaned(item, detail, depth + 1))
  return cleanedFields(value, detail, depth)
}

function describeError(error: Error, detail: Detail, depth: number): Record<string, unknown> {
  const code = 'code' in error ? error.code : 'errcode' in error ? error.errcode : undefined
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(detail.stacks ? { stack: error.stack } : {}),
    ...(error.cause instanceof Error && depth < deepest
      ? { cause: describeError(error.cause, detail, depth + 1) }
      : {}),
  }
}
