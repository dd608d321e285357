import type { QueueName } from '../ids.ts'
import { allQueues } from '../presence/queue-groups.ts'
import { type ArgumentText, oneWord, plainName, queueName, wordsOf } from './arguments.ts'
import type { CommandNamed, QueueSettings } from './command.ts'
import { type KeySpellings, keyedWords, readParts, strayWord } from './keyed-words.ts'
import { parseDuration } from './parse-duration.ts'
import { accepted, all, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

type Key = 'title' | 'timeout' | 'wrapup' | 'group'

const spellings: KeySpellings<Key> = {
  title: ['called'],
  timeout: ['offer'],
  wrapup: ['wrap-up', 'wrap'],
  group: [],
}
const whichGroup = 'In which group? Name one, e.g. vienna/support, or say none.'
const keys = Object.keys(spellings)
const hour = 3_600_000
const shortestOfferMs = 5000
const longestTitle = 80
const deepest = 5
/** As in `queue show all`, `agent set mira queues none`. */
const notForOne: ReadonlySet<string> = new Set([allQueues, 'none'])

export function parseQueueName(args: ArgumentText): Parsed<QueueName> {
  return then(oneWord(args, 'a queue'), queueName)
}

/** A queue, or a group of queues by its whole name. */
export function parseQueueOrGroup(args: ArgumentText): Parsed<string> {
  return then(oneWord(args, 'a queue'), (text) => (text.includes('/') ? groupName(text) : queueName(text)))
}

export function parseQueueAdd(args: ArgumentText): Parsed<CommandNamed<'queue add'>> {
  return then(settingsOf(args), (added) =>
    notForOne.has(added.queue)
      ? problem(`"${added.queue}" stands for ${added.queue} of the queues, so none can be called so.`)
      : accepted({ name: 'queue add', ...added }),
  )
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
  group: readGroup,
  wrapup: (tokens) => then(parseDuration(joined(tokens), hour), (wrapUpMs) => accepted({ wrapUpMs })),
}

function readTitle(tokens: readonly Token[]): Parsed<QueueSettings> {
  const title = joined(tokens).slice(0, longestTitle)
  return title === '' ? problem('Which title? Write title "Billing".') : accepted({ title })
}

function readGroup(tokens: readonly Token[]): Parsed<QueueSettings> {
  const [first, second] = tokens
  if (!first || second) return problem(whichGroup)
  if (first.text.toLowerCase() === 'none') return accepted({ group: null })
  return then(groupName(first.text), (group) => accepted({ group }))
}

function groupName(text: string): Parsed<string> {
  const names = text.split('/')
  if (names.includes('')) return problem(whichGroup)
  if (names.length > deepest) return problem(`Groups stand in one another ${deepest} deep at most.`)
  if (names[0]?.toLowerCase() === allQueues) return problem('"all" is all queues already; no group can be called so.')
  return then(all(names.map((name) => plainName(name, 'a group'))), (parts) => accepted(parts.join('/')))
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
