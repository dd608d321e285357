const placeholder = '{{.}}'
const plain = /^[a-z0-9.-]$/

/**
 * Any text as part of a Matrix localpart, the way mautrix bridges write it: `a-z 0-9 . -` stay, `A-Z` become `_` and the
 * lower case letter, every other byte of the UTF-8 form (`_` and `=` too) becomes `=hh`. Reversible.
 */
export function encodeLocalpart(text: string): string {
  let encoded = ''
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte)
    if (plain.test(character)) encoded += character
    else if (byte >= 0x41 && byte <= 0x5a) encoded += `_${character.toLowerCase()}`
    else encoded += `=${byte.toString(16).padStart(2, '0')}`
  }
  return encoded
}

/** The text that `encodeLocalpart` made this of; undefined for what it never makes. */
export function decodeLocalpart(localpart: string): string | undefined {
  const bytes: number[] = []
  for (const [piece] of localpart.matchAll(/_[a-z]|=[0-9a-f]{2}|[\s\S]/g)) {
    if (piece.length === 1 && !plain.test(piece)) return undefined
    if (piece.startsWith('=')) bytes.push(Number.parseInt(piece.slice(1), 16))
    else bytes.push(piece.slice(-1).charCodeAt(0) - (piece.startsWith('_') ? 0x20 : 0))
  }
  const text = utf8(bytes)
  return text !== undefined && encodeLocalpart(text) === localpart ? text : undefined
}

function utf8(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch {
    return undefined
  }
}

/** The localpart of a ghost: `template` (it holds `{{.}}` once, e.g. `sb_{{.}}`) filled with the encoded identity. */
export function fillTemplate(template: string, identity: string): string {
  return template.split(placeholder).join(encodeLocalpart(identity))
}

/** The identity in a localpart that `fillTemplate` made with the same template; undefined for any other localpart. */
export function matchTemplate(template: string, localpart: string): string | undefined {
  const [before = '', after = ''] = template.split(placeholder)
  const isOurs = localpart.startsWith(before) && localpart.endsWith(after)
  if (!isOurs || localpart.length <= before.length + after.length) return undefined
  return decodeLocalpart(localpart.slice(before.length, localpart.length - after.length))
}

/** A regular expression, as text, for the localparts of a template; `.*` in its place, the rest taken literally. */
export function templatePattern(template: string): string {
  return template.split(placeholder).map(escapePattern).join('.*')
}

/** Text as a regular expression that matches only it, in JavaScript and in Python. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
