import type { QueueName } from '../ids.ts'
import { quoted } from '../text/one-line.ts'
import type { ListPlace } from './command.ts'
import type { Place } from './command-row.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'
import { type Token, tokenise } from './tokenise.ts'

const mostPlaces = 10_000

/** What follows a command's name. `at`: where `text` begins in the line that was typed. */
export interface ArgumentText {
  readonly text: string
  readonly at: number
  readonly place: Place
}

/** The words, commas kept as words of their own. */
export function wordsOf({ text }: ArgumentText): Parsed<readonly Token[]> {
  const split = tokenise(text)
  if (split.ok) return accepted(split.tokens)
  return problem(`The quotation mark before ${quoted(text.slice(split.at + 1), 20)} is never closed.`)
}

/** The whole text as one; surrounding quotation marks fall away. Undefined when there is nothing. */
export function wholeText(args: ArgumentText): string | undefined {
  const trimmed = args.text.trim()
  const split = tokenise(trimmed)
  const only = split.ok && split.tokens.length === 1 ? split.tokens[0] : undefined
  const text = (only?.isQuoted ? only.text : trimmed).trim()
  return text === '' ? undefined : text
}

/** No arguments at all. */
export function nothing<Value>(args: ArgumentText, value: Value): Parsed<Value> {
  const text = wholeText(args)
  return text === undefined
    ? accepted(value)
    : problem(`Nothing comes after it, so I do not know what ${quoted(text, 40)} means.`)
}

/** Exactly one word or one quoted text. `what` names it, e.g. `a queue`. */
export function oneWord(args: ArgumentText, what: string): Parsed<string> {
  return then(wordsOf(args), ([first, second]) => {
    if (!first || first.text === '') return problem(`Which one? It needs ${what}.`)
    return second
      ? problem(`It needs ${what} and nothing else; put names with spaces in quotation marks.`)
      : accepted(first.text)
  })
}

/** A conversation's number: `4711`, `#4711`. Undefined when the text does not begin with one. */
export function conversationNumber(text: string): number | undefined {
  const digits = /^#?(\d{1,15})$/.exec(text)?.[1]
  const number = Number(digits)
  return digits !== undefined && number > 0 ? number : undefined
}

/** A queue's name: lower case letters, digits, `-`, `_`, beginning with a letter, at most 40. Capitals are made small. */
export function queueName(text: string): Parsed<QueueName> {
  return then(plainName(text, 'a queue'), (name) => accepted(name as QueueName))
}

/** A name that rules and people can type. `what` names its kind. */
export function plainName(text: string, what: string): Parsed<string> {
  const name = text.toLowerCase()
  if (/^[a-z][a-z0-9_-]{0,39}$/.test(name)) return accepted(name)
  return problem(
    `${quoted(text, 40)} cannot be the name of ${what}: small letters, digits, "-" and "_", beginning with a letter, at most 40 of them.`,
  )
}

/** `3`, `first`, `last`: the place of something in its list. */
export function listPlace(text: string): Parsed<ListPlace> {
  if (/^(first|top)$/i.test(text)) return accepted(1)
  return /^(last|bottom|end)$/i.test(text) ? accepted('last') : wholeNumber(text, 'place', 1, mostPlaces)
}

/** A whole number within its limits. */
export function wholeNumber(text: string, what: string, least: number, most: number): Parsed<number> {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return accepted(number)
  return problem(`${quoted(text, 40)} is no ${what}: a whole number from ${least} to ${most}.`)
}
