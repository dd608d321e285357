import { didYouMean } from '../../util/did-you-mean.ts'
import { catalogue, commandNames } from './catalogue.ts'
import type { CommandName } from './command.ts'

/** `end`: how much of the text the name took, so that the arguments begin there. */
export type FoundCommand =
  | { readonly ok: true; readonly name: CommandName; readonly end: number }
  | { readonly ok: false; readonly word: string; readonly suggestion?: string }

const verbs: Readonly<Record<string, string>> = {
  ls: 'list',
  show: 'show',
  info: 'show',
  new: 'add',
  create: 'add',
  rm: 'remove',
  delete: 'remove',
  del: 'remove',
  change: 'set',
  mv: 'move',
}

/** Every spelling in full -> its command. */
const spellings: ReadonlyMap<string, CommandName> = new Map(
  commandNames.flatMap((name) => [name, ...catalogue[name].aliases].map((spelling) => [spelling, name] as const)),
)
/** The first words of the commands of two words. */
export const nouns: ReadonlySet<string> = new Set(
  commandNames.filter((name) => name.includes(' ')).map((name) => firstOf(name)),
)

/**
 * Finds the command that a text begins with. Case, plurals of nouns (`rules`) and common verbs (`rm`) do not matter. A noun
 * alone lists; with a word that is no verb it shows that one, where there is something to show.
 */
export function findCommand(text: string): FoundCommand {
  const [first, second] = [...text.matchAll(/\S+/g)]
  if (!first) return { ok: false, word: '' }
  const word = plainly(first[0])
  const end = first.index + first[0].length
  const noun = nouns.has(word) ? word : nouns.has(word.replace(/s$/, '')) ? word.replace(/s$/, '') : undefined
  if (noun) return findOfNoun(noun, second, end)
  const name = spellings.get(word)
  return name ? { ok: true, name, end } : unknown(word, [...spellings.keys(), ...nouns].filter(isOneWord))
}

function findOfNoun(noun: string, second: RegExpExecArray | undefined, end: number): FoundCommand {
  if (!second) return { ok: true, name: `${noun} list` as CommandName, end }
  const word = plainly(second[0])
  const name = spellings.get(`${noun} ${verbs[word] ?? word}`) ?? spellings.get(`${noun} ${word}`)
  if (name) return { ok: true, name, end: second.index + second[0].length }
  const known = [...spellings.keys()].filter((spelling) => firstOf(spelling) === noun && !isOneWord(spelling))
  const near = unknown(`${noun} ${word}`, known)
  const shown = spellings.get(`${noun} show`)
  return near.suggestion === undefined && shown ? { ok: true, name: shown, end } : near
}

function unknown(word: string, known: readonly string[]): Extract<FoundCommand, { ok: false }> {
  const suggestion = didYouMean(lastOf(word), known.map(lastOf))
  const meant = known.find((spelling) => lastOf(spelling) === suggestion)
  return { ok: false, word, ...(meant === undefined ? {} : { suggestion: meant }) }
}

/** As it would stand in the catalogue: small, in plain letters, without what is not seen or ends a sentence. */
export function plainly(word: string): string {
  const visible = word.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu, '')
  return visible.length > 1 ? visible.toLowerCase().replace(/[.!,;:?]+$/, '') : visible
}

export function firstOf(spelling: string): string {
  return spelling.split(' ')[0] ?? spelling
}

export function lastOf(spelling: string): string {
  return spelling.split(' ').at(-1) ?? spelling
}

export function isOneWord(spelling: string): boolean {
  return !spelling.includes(' ')
}
