import { didYouMean } from '../../util/did-you-mean.ts'
import { closingCodes } from '../text/closing-code.ts'
import { quoted } from '../text/one-line.ts'
import { type ArgumentText, conversationNumber, queueName, wholeText } from './arguments.ts'
import type { CommandNamed } from './command.ts'
import { accepted, didYouMeanText, type Parsed, problem, then } from './parsed.ts'

/** The code of a conversation that was closed with words alone, or none. */
export const closedWithoutCode = 'closed'
const codes = Object.keys(closingCodes)

/** `close`, `close solved`, `close solved Goodbye.`, `close Goodbye.`; what looks like a mistyped code is not sent as text. */
export function parseClose(args: ArgumentText): Parsed<CommandNamed<'close'>> {
  const [first, rest] = firstWord(args.text)
  const word = first.toLowerCase().replace(/[.:,]$/, '')
  if (codes.includes(word)) return accepted({ name: 'close', code: word, ...optional('text', { ...args, text: rest }) })
  const near = didYouMean(word, codes)
  if (near) {
    return problem(
      `${quoted(first, 40)} is no closing code.${didYouMeanText(near)} Codes: ${codes.join(', ')}. To send words to the customer, put them in quotation marks.`,
    )
  }
  return accepted({ name: 'close', code: closedWithoutCode, ...optional('text', args) })
}

export function parseNote(args: ArgumentText): Parsed<CommandNamed<'note'>> {
  const text = wholeText(args)
  return text === undefined ? problem('The note itself is missing.') : accepted({ name: 'note', text })
}

export function parseTransfer(args: ArgumentText): Parsed<CommandNamed<'transfer'>> {
  const [first, rest] = firstWord(args.text)
  if (first === '') return problem('Where to? It needs a queue and a reason.')
  const reason = wholeText({ ...args, text: rest })
  return then(queueName(first), (queue) =>
    reason === undefined
      ? problem('Say why, so that the next agent knows.')
      : accepted({ name: 'transfer', queue, reason }),
  )
}

/** A conversation by number, which may be left out where `isOptional` or in the conversation's own room. */
export function parseConversation(args: ArgumentText, isOptional: boolean): Parsed<{ readonly conversation?: number }> {
  const text = wholeText(args)
  if (text === undefined) {
    return isOptional || args.place === 'conversation' ? accepted({}) : problem('Which conversation? Give its number.')
  }
  const conversation = conversationNumber(text)
  return conversation === undefined
    ? problem(`${quoted(text, 40)} is not the number of a conversation.`)
    : accepted({ conversation })
}

/** In the conversation's own room the number may be left out; a number always means a conversation, never a reason. */
export function parseBlock(args: ArgumentText): Parsed<CommandNamed<'block'>> {
  const [first, rest] = firstWord(args.text)
  const conversation = conversationNumber(first)
  if (conversation !== undefined) {
    return accepted({ name: 'block', conversation, ...optional('reason', { ...args, text: rest }) })
  }
  if (args.place !== 'conversation') return problem('Whom? Give the number of one of their conversations.')
  return accepted({ name: 'block', ...optional('reason', args) })
}

/** The text under a name, or nothing at all. */
export function optional<Name extends string>(name: Name, args: ArgumentText): { readonly [key in Name]?: string } {
  const text = wholeText(args)
  return (text === undefined ? {} : { [name]: text }) as { readonly [key in Name]?: string }
}

function firstWord(text: string): readonly [first: string, rest: string] {
  const [, first = '', rest = ''] = /^\s*(\S*)([\s\S]*)$/.exec(text) ?? []
  return [first, rest]
}
