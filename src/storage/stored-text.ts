import { createHash } from 'node:crypto'

/** A value as JSON text. NUL and lone surrogates become escapes, so PostgreSQL takes any text. */
export function toStoredJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}

/** Text for people to read; NUL, which PostgreSQL refuses, shows as a replacement character. */
export function toStoredText(text: string): string {
  return text.replaceAll('\0', '\ufffd')
}

const longestKey = 500

/** An inbox row's key as it is stored: itself, or its digest when it is long or holds what PostgreSQL refuses in text. */
export function toStoredKey(key: string): string {
  const plain = key.length <= longestKey && !key.includes('\0') && key.isWellFormed()
  return plain ? `in:${key}` : `in#${createHash('sha256').update(JSON.stringify(key)).digest('hex')}`
}
