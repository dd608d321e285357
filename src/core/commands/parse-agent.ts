import { didYouMean } from '../../util/did-you-mean.ts'
import { quoted } from '../text/one-line.ts'
import { type ArgumentText, oneWord, wholeNumber, wordsOf } from './arguments.ts'
import type { AgentSettings, CommandNamed } from './command.ts'
import { type KeySpellings, keyedWords, readParts, strayWord } from './keyed-words.ts'
import { parseListChange } from './parse-list-change.ts'
import { parseSkills } from './parse-skills.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

type Key = 'queues' | 'skills' | 'networks' | 'features' | 'capacity' | 'name'

const spellings: KeySpellings<Key> = {
  queues: ['queue'],
  skills: ['skill'],
  networks: ['network'],
  features: ['feature'],
  capacity: ['limit'],
  name: ['called'],
}
const keys = Object.keys(spellings)
const matrixId = /^@[^\s:@]+:[^\s@,]+$/
const mostConversations = 1000

/** `@mira:example.org` with what is to be entered for her. */
export function parseAgentAdd(args: ArgumentText): Parsed<CommandNamed<'agent add'>> {
  return then(settingsOf(args), ({ who, settings }) =>
    matrixId.test(who) && who.length <= 255
      ? accepted({ name: 'agent add', user: who, settings })
      : problem(`${quoted(who, 60)} is no Matrix id. It looks like @mira:example.org.`),
  )
}

export function parseAgentSet(args: ArgumentText): Parsed<CommandNamed<'agent set'>> {
  return then(settingsOf(args), ({ who, settings }) =>
    Object.keys(settings).length > 0
      ? accepted({ name: 'agent set', agent: who, settings })
      : problem(`What is to change for ${quoted(who, 60)}? You can set ${keys.join(', ')}.`),
  )
}

export function parseAgentName(args: ArgumentText): Parsed<string> {
  return oneWord(args, 'an agent, by Matrix id or name')
}

interface Settings {
  readonly who: string
  readonly settings: AgentSettings
}

function settingsOf(args: ArgumentText): Parsed<Settings> {
  return then(wordsOf(args), (words) =>
    then(keyedWords(words, spellings), ({ head, parts }) => {
      const [who, stray] = head.filter((token) => token.text !== ',')
      if (!who || who.text === '') return problem('Whom? It needs an agent first.')
      if (stray) return problem(strayWord(stray.text, keys))
      return then(readParts(parts, readers), (settings) => accepted({ who: who.text, settings }))
    }),
  )
}

type Readers = { readonly [name in Key]: (tokens: readonly Token[]) => Parsed<AgentSettings> }

const readers: Readers = {
  queues: (tokens) => then(parseListChange(tokens, 'queue'), (queues) => accepted({ queues })),
  networks: (tokens) => then(parseListChange(tokens, 'network'), (networks) => accepted({ networks })),
  features: (tokens) => then(parseListChange(tokens, 'feature'), (features) => accepted({ features })),
  skills: (tokens) => then(parseSkills(tokens), (skills) => accepted({ skills })),
  capacity: readCapacity,
  name: readName,
}

function readName(tokens: readonly Token[]): Parsed<AgentSettings> {
  const name = tokens
    .map((token) => token.text)
    .join(' ')
    .trim()
  return name === '' ? problem('Which name? Write name "Mira Meier".') : accepted({ name: name.slice(0, 80) })
}

/** `3`, or `3, irc 2`, or `irc 2, xmpp none`: in total, then per network. */
function readCapacity(tokens: readonly Token[]): Parsed<AgentSettings> {
  const words = tokens.filter((token) => token.text !== ',').map((token) => token.text)
  const [first, ...rest] = words
  if (first === undefined) return problem('How many? Write capacity 3, or capacity 3, irc 2.')
  const isNetwork = words.length > 1 && !isNumber(first)
  if (isNetwork) return then(ceilings(words), (capacityPerNetwork) => accepted({ capacityPerNetwork }))
  return then(capacityNumber(first), (capacity) =>
    rest.length === 0
      ? accepted({ capacity })
      : then(ceilings(rest), (capacityPerNetwork) => accepted({ capacity, capacityPerNetwork })),
  )
}

function ceilings(words: readonly string[]): Parsed<Readonly<Record<string, number | null>>> {
  const found: [string, number | null][] = []
  for (let index = 0; index < words.length; index += 2) {
    const [network = '', count] = words.slice(index, index + 2)
    if (isNumber(network)) return problem(`Which network does ${quoted(network, 20)} belong to? Write irc ${network}.`)
    if (count === undefined) return problem(`How many on ${quoted(network, 40)}? Write capacity 3, ${network} 2.`)
    if (!isNumber(count) && didYouMean(network, keys)) return problem(strayWord(network, keys))
    const read: Parsed<number | null> = count === 'none' ? accepted(null) : capacityNumber(count)
    if (!read.ok) return read
    found.push([network.toLowerCase(), read.value])
  }
  return accepted(Object.fromEntries(found))
}

function isNumber(word: string): boolean {
  return /^[-+]?\d/.test(word)
}

function capacityNumber(text: string): Parsed<number> {
  return wholeNumber(text, 'number of conversations', 0, mostConversations)
}
