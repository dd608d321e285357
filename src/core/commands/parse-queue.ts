import type { QueueName } from '../ids.ts'
import { type ArgumentText, oneWord, queueName, wordsOf } from './arguments.ts'
import type { CommandNamed, QueueSettings } from './command.ts'
import { type KeySpellings, keyedWords, readParts, strayWord } from './keyed-words.ts'
import { parseDuration } from './parse-duration.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

type Key = 'title' | 'timeout' | 'wrapup'

const spellings: KeySpellings<Key> = { title: ['called'], timeout: ['offer'], wrapup: ['wrap-up', 'wrap'] }
const keys = Object.keys(spellings)
const hour = 3_600_000
const shortestOfferMs = 5000
const longestTitle = 80

export function parseQueueName(args: ArgumentText): Parsed<QueueName> {
  return then(oneWord(args, 'a queue'), queueName)
}

export function parseQueueAdd(args: ArgumentText): Parsed<CommandNamed<'queue add'>> {
  return then(settingsOf(args), (queue) => accepted({ name: 'queue add', ...queue }))
}

export function parseQueueSet(args: ArgumentText): Parsed<CommandNamed<'queue set'>> {
  return then(settingsOf(args), (queue) =>
    Object.keys(queue.settings).length > 0
      ? accepted({ name: 'queue set', ...queue })
      : problem(`What is to change? You can set ${keys.join(', ')}.`),
  )
}

interface Settings {
  readonly queue: QueueName
  readonly settings: QueueSettings
}

function settingsOf(args: ArgumentText): Parsed<Settings> {
  return then(wordsOf(args), (words) =>
    then(keyedWords(words, spellings), ({ head, parts }) => {
      const [first, stray] = head.filter((token) => token.text !== ',')
      if (!first) return problem('Which queue? Its name comes first.')
      if (stray) return problem(strayWord(stray.text, keys))
      return then(queueName(first.text), (queue) =>
        then(readParts(parts, readers), (settings) => accepted({ queue, settings })),
      )
    }),
  )
}

const readers: { readonly [name in Key]: (tokens: readonly Token[]) => Parsed<QueueSettings> } = {
  title: readTitle,
  timeout: readTimeout,
  wrapup: (tokens) => then(parseDuration(joined(tokens), hour), (wrapUpMs) => accepted({ wrapUpMs })),
}

function readTitle(tokens: readonly Token[]): Parsed<QueueSettings> {
  const title = joined(tokens).slice(0, longestTitle)
  return title === '' ? problem('Which title? Write title "Billing".') : accepted({ title })
}

function readTimeout(tokens: readonly Token[]): Parsed<QueueSettings> {
  return then(parseDuration(joined(tokens), hour), (offerTimeoutMs) =>
    offerTimeoutMs < shortestOfferMs
      ? problem(`An offer needs ${shortestOfferMs / 1000}s at least, or nobody can answer it.`)
      : accepted({ offerTimeoutMs }),
  )
}

function joined(tokens: readonly Token[]): string {
  return tokens
    .map((token) => token.text)
    .join(' ')
    .trim()
}
