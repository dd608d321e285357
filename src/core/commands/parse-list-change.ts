import { plainName } from './arguments.ts'
import type { ListChange } from './command.ts'
import { accepted, all, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

/** `a, b` or `a b` replaces a list, `none` empties it, `all` is everything, `+a -b` adds and takes away. */
export function parseListChange(tokens: readonly Token[], what: string): Parsed<ListChange> {
  return readListChange(tokens, what, (word) =>
    word === '*' || word.toLowerCase() === 'all' ? accepted('*') : plainName(word, `a ${what}`),
  )
}

/** The same of names that `read` can read. */
export function readListChange(
  tokens: readonly Token[],
  what: string,
  read: (word: string) => Parsed<string>,
): Parsed<ListChange> {
  const words = tokens.filter((token) => token.text !== ',').map((token) => token.text)
  if (words.length === 0) return problem(`Which ${what}s? Name them, or say none.`)
  if (words.length === 1 && words[0]?.toLowerCase() === 'none') return accepted({ how: 'replace', names: [] })
  const signed = words.filter((word) => /^[+-]/.test(word))
  if (signed.length === 0) return then(names(words, read), (replaced) => accepted({ how: 'replace', names: replaced }))
  if (signed.length < words.length) {
    return problem(`Either the whole list of ${what}s, or only + and - before each of them.`)
  }
  const marked = (sign: string) =>
    names(
      signed.filter((word) => word.startsWith(sign)).map((word) => word.slice(1)),
      read,
    )
  return then(marked('+'), (add) => then(marked('-'), (remove) => accepted({ how: 'change', add, remove })))
}

function names(words: readonly string[], read: (word: string) => Parsed<string>): Parsed<readonly string[]> {
  return then(all(words.map(read)), (found) => accepted([...new Set(found)]))
}
