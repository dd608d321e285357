import type { Message } from '../message/message.ts'
import { visibleText } from '../message/visible-text.ts'
import { type Beginning, beginningOf } from './bang.ts'
import { readBareLine } from './bare-line.ts'
import type { CommandName } from './command.ts'
import type { Place } from './command-row.ts'
import { findCommand } from './find-command.ts'
import { withMatrixIds } from './matrix-ids.ts'
import { unescapeMessage } from './unescape-message.ts'

export interface LineContext {
  readonly place: Place
  /** As configured, e.g. `!sb`; works everywhere. */
  readonly prefix: string
  /** The message is the new text of an earlier one. */
  readonly isEdit?: boolean
}

type Form = 'an emote' | 'a notice' | 'a caption' | 'a poll' | 'a location'

/** What a message of an agent or an admin is. Only `to-customer` is ever sent on (I6). */
export type ReadLine =
  /** `args` is all that follows the name, `at` where it begins in the message's text. */
  | { readonly kind: 'command'; readonly name: CommandName; readonly args: string; readonly at: number }
  /** In a conversation's room only. "!!" has become "!" in it. */
  | { readonly kind: 'to-customer'; readonly message: Message }
  | { readonly kind: 'unknown'; readonly word: string; readonly suggestion?: string }
  /** It looks like a command and cannot be one; neither sent nor done. */
  | { readonly kind: 'edited' }
  | { readonly kind: 'not-typed'; readonly form: Form | 'formatted text' }
  /** A later line (from 1) begins with a "!": most likely two messages in one. */
  | { readonly kind: 'command-inside'; readonly line: number; readonly word: string }
  /** People talking among themselves, or nothing at all. */
  | { readonly kind: 'not-for-us' }

/**
 * Tells commands from what goes to the customer. In a conversation's room whatever a reader would see begin with "!"
 * stays with us, whichever way it is written: after blanks or unseen characters, in full width, as an emote, a notice, an
 * edit, a caption, or in the formatted text only. Reply fallbacks must have been taken off. Never throws.
 */
export function readLine(message: Message, context: LineContext): ReadLine {
  const at = isSaid(message, context) ? commandAt(message.text, beginningOf(message.text), context) : undefined
  if (at === undefined) return readPlain(message, context)
  if (context.isEdit) return { kind: 'edited' }
  const form = formOf(message)
  return form ? { kind: 'not-typed', form } : readCommand(message, at)
}

function readPlain(message: Message, context: LineContext): ReadLine {
  if (context.place === 'conversation') return readForCustomer(message)
  const isTyped = context.place === 'admin-room' && isSaid(message, context) && !message.file && !context.isEdit
  return isTyped ? readAmongTalk(message) : { kind: 'not-for-us' }
}

function readAmongTalk(message: Message): ReadLine {
  const line = readBareLine(withMatrixIds(message.text, message))
  switch (line.kind) {
    case 'talk':
      return { kind: 'not-for-us' }
    case 'mistyped':
      return { kind: 'unknown', word: line.word, suggestion: line.suggestion }
    case 'command':
      return commandIn(message, line.name, line.end)
  }
}

/** Outside conversations programs and emotes are nobody's commands; a file's name is not what its sender says. */
function isSaid({ kind, file, form, text }: Message, { place }: LineContext): boolean {
  return (place === 'conversation' || (kind === 'text' && form === undefined)) && !(file && text === file.name)
}

/** Where the name of a command would begin; undefined for text that is none. */
function commandAt(text: string, beginning: Beginning, { place, prefix }: LineContext): number | undefined {
  if (beginning.kind === 'escaped') return undefined
  const start = beginning.kind === 'command' ? beginning.at - 1 : beginning.at
  const begun = text.slice(start).replace(/^[^!]/, (first) => (beginning.kind === 'command' ? '!' : first))
  const next = begun.charAt(prefix.length)
  const hasPrefix = begun.toLowerCase().startsWith(prefix.toLowerCase()) && (next === '' || /\s/.test(next))
  if (hasPrefix && prefix !== '') return start + prefix.length
  if (beginning.kind === 'command') return beginning.at
  return place === 'dm' && text.trim() !== '' ? beginning.at : undefined
}

function readCommand(message: Message, at: number): ReadLine {
  const rest = message.text.slice(at)
  if (rest.trim() === '') return { kind: 'command', name: 'help', args: '', at: message.text.length }
  const found = findCommand(rest)
  if (!found.ok)
    return { kind: 'unknown', word: found.word, ...(found.suggestion ? { suggestion: found.suggestion } : {}) }
  return commandIn(message, found.name, at + found.end)
}

/** `at`: where the name ends. */
function commandIn(message: Message, name: CommandName, at: number): ReadLine {
  const args = message.text.slice(at)
  const namesPeople = name.startsWith('agent ') || name === 'status'
  return { kind: 'command', name, args: namesPeople ? withMatrixIds(args, message) : args, at }
}

function formOf({ kind, file, form }: Message): Form | undefined {
  if (kind === 'emote') return 'an emote'
  if (kind === 'notice') return 'a notice'
  if (form) return `a ${form}`
  return file ? 'a caption' : undefined
}

function readForCustomer(message: Message): ReadLine {
  const { file, rich, text } = message
  if (file && text === file.name) return { kind: 'to-customer', message }
  const seen = rich ? visibleText(rich) : text
  if (beginningOf(seen).kind === 'command') return { kind: 'not-typed', form: 'formatted text' }
  const inside = commandInside(text) ?? commandInside(seen)
  return inside ?? { kind: 'to-customer', message: unescapeMessage(message) }
}

function commandInside(text: string): ReadLine | undefined {
  const lines = text.split(/\r\n?|[\n\u2028\u2029]/)
  for (const [index, line] of lines.entries()) {
    const beginning = beginningOf(line)
    const word = beginning.kind === 'command' ? /^\s*(\p{L}\S*)/u.exec(line.slice(beginning.at))?.[1] : undefined
    if (index > 0 && word) return { kind: 'command-inside', line: index + 1, word: word.slice(0, 40) }
  }
  return undefined
}
