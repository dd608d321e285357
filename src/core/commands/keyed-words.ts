import { didYouMean } from '../../util/did-you-mean.ts'
import { editDistance } from '../../util/edit-distance.ts'
import { quoted } from '../text/one-line.ts'
import { accepted, all, didYouMeanText, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

/** Words sorted by the keys they stand behind. `head`: the words before the first key. */
export interface KeyedWords<Key extends string> {
  readonly head: readonly Token[]
  readonly parts: { readonly [name in Key]?: readonly Token[] }
}

/** Each key with its other spellings. */
export type KeySpellings<Key extends string> = Readonly<Record<Key, readonly string[]>>

/**
 * Sorts `capacity 3 queues billing, general` by its keys. `key=value` counts as well; words in quotation marks are never
 * keys. A key given twice, and a word that looks like a mistyped key, are problems.
 */
export function keyedWords<Key extends string>(
  tokens: readonly Token[],
  spellings: KeySpellings<Key>,
): Parsed<KeyedWords<Key>> {
  const keys = Object.keys(spellings) as Key[]
  const keyOf = (text: string) =>
    keys.find((key) => key === text.toLowerCase() || spellings[key].includes(text.toLowerCase()))
  const head: Token[] = []
  const parts: Partial<Record<Key, Token[]>> = {}
  let current = head
  for (const token of tokens.flatMap((one) => splitAtEquals(one, keyOf))) {
    const key = token.isQuoted ? undefined : keyOf(token.text)
    if (key === undefined) {
      const slip = token.isQuoted ? undefined : nearKey(token.text, keys)
      if (slip && current !== head) return problem(slipText(token.text, slip))
      current.push(token)
    } else if (parts[key]) return problem(`"${key}" stands there twice.`)
    else {
      current = []
      parts[key] = current
    }
  }
  return accepted({ head, parts })
}

/** The settings that each part stands for, together, or the first problem. */
export function readParts<Key extends string, Settings extends object>(
  parts: { readonly [name in Key]?: readonly Token[] },
  readers: { readonly [name in Key]: (tokens: readonly Token[]) => Parsed<Settings> },
): Parsed<Settings> {
  const present = (Object.keys(readers) as Key[]).filter((key) => parts[key] !== undefined)
  return then(all(present.map((key) => readers[key](parts[key] ?? []))), (read) => accepted(Object.assign({}, ...read)))
}

/** What to say of words before the first key that nobody asked for. */
export function strayWord(word: string, keys: readonly string[]): string {
  const known = keys.length > 1 ? `${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}` : keys.join('')
  return `I do not know what ${quoted(word, 40)} is for.${didYouMeanText(didYouMean(word, keys))} Begin each part with ${known}.`
}

function splitAtEquals(token: Token, keyOf: (text: string) => string | undefined): readonly Token[] {
  const equals = token.isQuoted ? -1 : token.text.indexOf('=')
  if (equals < 1 || keyOf(token.text.slice(0, equals)) === undefined) return [token]
  const key = { ...token, text: token.text.slice(0, equals) }
  const value = { ...token, text: token.text.slice(equals + 1), at: token.at + equals + 1 }
  return value.text === '' ? [key] : [key, value]
}

function nearKey(text: string, keys: readonly string[]): string | undefined {
  return text.length < 4 ? undefined : keys.find((key) => editDistance(text.toLowerCase(), key) === 1)
}

function slipText(text: string, key: string): string {
  return `${quoted(text, 40)} looks like a mistyped "${key}". If it is a name, put it in quotation marks.`
}
