import { endOfString } from './condition-words.ts'

/** A word of a command with its place. What is quoted is given without its quotes. */
export interface RuleWord {
  readonly value: string
  readonly kind: 'bare' | 'quoted' | 'unclosed' | 'none'
  readonly start: number
  readonly end: number
}

/**
 * The first word at or after `start`; `none` at the end of the text. Text in double quotes is one word; in it a backslash
 * takes the next character as it is, and `\n` is a line end.
 */
export function nextWord(source: string, start: number): RuleWord {
  const at = start + (matchAt(/\s*/y, source, start)?.[0].length ?? 0)
  if (at >= source.length) return { value: '', kind: 'none', start: at, end: at }
  const quoted = matchAt(/"((?:[^"\\]|\\.)*)("?)/sy, source, at)
  if (!quoted) {
    const value = matchAt(/[^\s"]+/y, source, at)?.[0] ?? ''
    return { value, kind: 'bare', start: at, end: at + value.length }
  }
  const [all, inside = '', closing] = quoted
  const value = inside.replace(/\\(.)/gs, (_all, next) => (next === 'n' ? '\n' : next))
  return { value, kind: closing ? 'quoted' : 'unclosed', start: at, end: at + all.length }
}

/** Where the bare word `wanted` stands first from `from` on, outside of quotes and comments and not after a dot; undefined when nowhere. */
export function findWord(source: string, wanted: string, from: number): number | undefined {
  let at = from
  while (at < source.length) {
    const opening = matchAt(/"""|'''|["']/y, source, at)?.[0]
    const comment = matchAt(/\/\/.*/y, source, at)?.[0]
    const word = matchAt(/\.?\s*\w+/y, source, at)?.[0]
    if (comment) at += comment.length
    else if (opening) at = endOfString(source, at, opening)
    else if (word?.trim() === wanted) return at + word.length - wanted.length
    else at += word?.length ?? 1
  }
  return undefined
}

/** The text as a word that reads back as the same text. */
export function quoteWord(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}

/** Bare where that reads back as the same. */
export function printWord(text: string): string {
  return /^[\w.:@-]+$/.test(text) ? text : quoteWord(text)
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(source)
}
