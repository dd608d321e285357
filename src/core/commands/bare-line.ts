import { editDistance } from '../../util/edit-distance.ts'
import { catalogue, commandNames } from './catalogue.ts'
import type { CommandName } from './command.ts'
import { findCommand, firstOf, isOneWord, lastOf, nouns, plainly } from './find-command.ts'
import { parseCommand } from './parse.ts'
import { closedWithoutCode } from './parse-conversation.ts'

/** What somebody wrote without a "!" where people also talk to each other. */
export type BareLine =
  /** `end`: how much of the text the name took. */
  | { readonly kind: 'command'; readonly name: CommandName; readonly end: number }
  | { readonly kind: 'mistyped'; readonly word: string; readonly suggestion: CommandName }
  | { readonly kind: 'talk' }

interface Line {
  readonly text: string
  readonly first: string
  readonly firstEnd: number
  readonly isAlone: boolean
  readonly second: string
  readonly secondEnd: number
}

const talk: BareLine = { kind: 'talk' }
const here = 'admin-room'
const ofOne = commandNames.filter(isOneWord)
/** Commands of one word that work where admins are. */
const single = ofOne.filter((name) => catalogue[name].places.includes(here))

/**
 * A line is a command when its name is written out and the rest fits it, or looks meant for it; it is a mistyped one when
 * it would be a command if its name were spelled right. Everything else is people talking: "queue is long", "hold on".
 */
export function readBareLine(text: string): BareLine {
  const [all = '', first = '', second = ''] = /^\s*(\S+)(?:\s+(\S+))?/.exec(text) ?? []
  if (first === '') return talk
  const firstEnd = text.indexOf(first) + first.length
  const line: Line = {
    ...{ text, first: first.toLowerCase(), firstEnd, isAlone: second === '' },
    ...{ second: plainly(second), secondEnd: all.length },
  }
  const noun = nouns.has(line.first) ? line.first : line.first.replace(/s$/, '')
  if (nouns.has(noun)) return ofNoun(line, noun)
  const name = commandNames.find((one) => one === line.first)
  return name ? ofOneWord(line, name) : (nearNoun(line) ?? nearOneWord(line) ?? talk)
}

function ofNoun(line: Line, noun: string): BareLine {
  const { text, isAlone, second, secondEnd } = line
  const found = findCommand(text)
  if (!found.ok || (!isAlone && found.end < secondEnd)) return mistypedVerb(line, noun) ?? talk
  const command: BareLine = { kind: 'command', name: found.name, end: found.end }
  if (isAlone) return command
  const rest = text.slice(found.end)
  const isMeant = fits(found.name, rest) || (found.name.endsWith(` ${second}`) && mayFollow(found.name, rest))
  return isMeant ? command : talk
}

/** A rule written out under a verb of its own is hardly talk. */
function mistypedVerb(line: Line, noun: string): BareLine | undefined {
  const names = commandNames.filter((name) => firstOf(name) === noun && !isOneWord(name))
  const rest = line.text.slice(line.secondEnd)
  const name = nearest(line.second, names)
  if (name && fitsMistyped(name, rest)) return mistyped(line, name)
  return noun === 'rule' && isRuleText(rest) ? mistyped(line, 'rule add') : undefined
}

function isRuleText(text: string): boolean {
  const at = text.search(/\bwhen\b/)
  return at >= 0 && /\bthen\b/.test(text.slice(at))
}

function ofOneWord({ text, first, firstEnd }: Line, name: CommandName): BareLine {
  const rest = text.slice(firstEnd)
  const command: BareLine = { kind: 'command', name, end: firstEnd }
  if (rest.trim() === '') return command
  if (!single.includes(name)) return isForConversation(name, rest) ? command : talk
  if (first === 'help') return isForHelp(rest) ? command : talk
  return fits(name, rest) || isNumberLike(rest) ? command : talk
}

/**
 * What works in a conversation's room only, said of one elsewhere: by its number (`hold 2`), or with what hardly anybody
 * says of anything else (`close 2 solved`, `transfer 2 billing she asked for it`). It is worth telling where it works.
 */
function isForConversation(name: CommandName, rest: string): boolean {
  const [, number, args = ''] = /^\s*(#?\d+(?!\S))?([\s\S]*)$/.exec(rest) ?? []
  if (number !== undefined && args.trim() === '') return true
  const parsed = parseCommand(name, { text: args, at: 0, place: 'conversation' })
  if (!parsed.ok) return false
  if (parsed.value.name === 'close') return parsed.value.code !== closedWithoutCode
  return number !== undefined && parsed.value.name === 'transfer'
}

/** `help` takes anything: what names no command and nearly none is not asked of the bot. */
function isForHelp(rest: string): boolean {
  const words = rest.trim().toLowerCase().split(/\s+/)
  const [first = ''] = words
  if (words.length > 2) return false
  const found = findCommand(rest)
  if (!found.ok) return first === 'all' || found.suggestion !== undefined
  return commandNames.some((name) => firstOf(name) === first || `${firstOf(name)}s` === first)
}

function nearNoun(line: Line): BareLine | undefined {
  const { text, isAlone, second, secondEnd } = line
  const noun = [...nouns].find((one) => isSlip(plainly(line.first), one, isAlone))
  if (noun === undefined) return undefined
  if (isAlone) return mistyped(line, `${noun} list` as CommandName)
  const found = findCommand(`${noun} ${second}`)
  const isVerb = found.ok && found.end > noun.length
  if (!isVerb) return mistypedVerb(line, noun)
  return fitsMistyped(found.name, text.slice(secondEnd)) ? mistyped(line, found.name) : undefined
}

/** With more words behind it only letters in another order count: there are too many words that are nearly one of these. */
function nearOneWord(line: Line): BareLine | undefined {
  const word = plainly(line.first)
  const rest = line.text.slice(line.firstEnd)
  const known = line.isAlone ? single : ofOne
  const name = known.find((one) => (line.isAlone ? isSlip(word, one, true) : hasSameLetters(word, one)))
  const isMeant = name && (name === 'help' && !line.isAlone ? isForHelp(rest) : fitsOneWord(name, rest))
  return isMeant ? { kind: 'mistyped', word: line.first, suggestion: name } : undefined
}

function mistyped({ first, second }: Line, suggestion: CommandName): BareLine {
  return { kind: 'mistyped', word: `${first} ${second}`.trim(), suggestion }
}

function fits(name: CommandName, rest: string): boolean {
  return parseCommand(name, { text: rest, at: 0, place: here }).ok
}

function fitsOneWord(name: CommandName, rest: string): boolean {
  return single.includes(name) ? fits(name, rest) : isForConversation(name, rest)
}

/** Everything can be the text of a rule. */
function fitsMistyped(name: CommandName, rest: string): boolean {
  return fits(name, rest) && (name !== 'rule add' || /\b(when|then)\b/.test(rest))
}

/** What is wrong with it is worth telling: a sentence does not go on behind a command that stands alone. */
function mayFollow(name: CommandName, rest: string): boolean {
  return catalogue[name].usage !== name || !/\S\s+\S/.test(rest)
}

function isNumberLike(rest: string): boolean {
  return /\d/.test(rest) && /^#?\w+$/.test(rest.trim())
}

/** The command whose verb the word is a slip of. */
function nearest(word: string, names: readonly CommandName[]): CommandName | undefined {
  return names
    .filter((name) => isSlip(word, lastOf(name), false))
    .sort((a, b) => editDistance(word, lastOf(a)) - editDistance(word, lastOf(b)))[0]
}

/**
 * One slip of the fingers, two in long words. Forms of the word itself are none ("added", "rules"); for a line of one word
 * neither are its beginnings ("read") nor other short words ("rude").
 */
function isSlip(word: string, target: string, isAlone: boolean): boolean {
  if (word.startsWith(target)) return false
  if (isAlone && (target.startsWith(word) || (target.length < 5 && !hasSameLetters(word, target)))) return false
  return editDistance(word, target) <= (target.length > 6 ? 2 : 1)
}

function hasSameLetters(word: string, target: string): boolean {
  return word !== target && [...word].sort().join('') === [...target].sort().join('')
}
