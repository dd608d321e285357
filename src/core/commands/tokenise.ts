/** One word of a line. `at`: where it begins in the line, in UTF-16 units. `isQuoted` words are never keywords. */
export interface Token {
  readonly text: string
  readonly at: number
  readonly isQuoted: boolean
}

export type Tokens =
  | { readonly ok: true; readonly tokens: readonly Token[] }
  /** A quotation mark at `at` was never closed. */
  | { readonly ok: false; readonly at: number }

/** Opening marks with what closes them, as keyboards and autocorrection make them. */
const closing: Readonly<Record<string, string>> = {
  '"': '"“”',
  '“': '”"',
  '”': '”"',
  '„': '“”"',
  '«': '»',
  '»': '«',
}

/**
 * Splits a line into words at white space and commas; text in quotation marks is one word (`\"` inside stands for the
 * mark). A comma is a word of its own, so that lists can be told from sequences. An apostrophe is a letter.
 */
export function tokenise(line: string): Tokens {
  const tokens: Token[] = []
  let at = 0
  while (at < line.length) {
    const character = line.charAt(at)
    if (/\s/.test(character)) at += 1
    else if (closing[character]) {
      const quoted = readQuoted(line, at)
      if (!quoted) return { ok: false, at }
      tokens.push({ text: quoted.text, at, isQuoted: true })
      at = quoted.end
    } else {
      const text = readWord(line, at)
      tokens.push({ text, at, isQuoted: false })
      at += text.length
    }
  }
  return { ok: true, tokens }
}

function readQuoted(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const closers = closing[line.charAt(start)] ?? ''
  let text = ''
  for (let at = start + 1; at < line.length; at += 1) {
    const character = line.charAt(at)
    const isEscaped = character === '\\' && (closers.includes(line.charAt(at + 1)) || line.charAt(at + 1) === '\\')
    if (isEscaped && at + 1 < line.length) {
      at += 1
      text += line.charAt(at)
    } else if (closers.includes(character)) return { text, end: at + 1 }
    else text += character
  }
  return undefined
}

function readWord(line: string, start: number): string {
  if (line.charAt(start) === ',') return ','
  let end = start
  while (end < line.length && !/[\s,]/.test(line.charAt(end)) && !(end > start && closing[line.charAt(end)])) end += 1
  return line.slice(start, end)
}
