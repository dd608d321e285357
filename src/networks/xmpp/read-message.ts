import type { AppProfile } from '../../core/identification/app-profile.ts'
import type { Message } from '../../core/message/message.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { fact } from '../../ports/network.ts'
import { cutText } from './cut-text.ts'
import { childIn, childOf, childrenOf, type Element, textOf } from './element.ts'
import { splitFallback } from './fallback.ts'
import { ns } from './namespaces.ts'
import { readFile } from './read-file.ts'
import { has } from './refusal.ts'

/** Something that people wrote. */
export interface Written {
  readonly type: 'message'
  /** One text, in pieces that a room can take. */
  readonly pieces: readonly Message[]
  /** All of it, to tell two messages with one id apart. */
  readonly text: string
  readonly id?: string
  /** Another name of the same message, where its program gives it two (XEP-0359). */
  readonly originId?: string
  /** Since when it lay somewhere before it came (XEP-0203), in ms; NaN where that cannot be read. */
  readonly delayedSince?: number
  /** The id of the message of theirs that it replaces (XEP-0308). */
  readonly corrects?: string
  /** The id of the message that it answers (XEP-0461). */
  readonly answers?: string
}

/** What a message stanza to one of our contacts is. */
export type Received =
  | Written
  | { readonly type: 'encrypted' }
  /** A copy that only the sender's own server could have sent, and only to a program of theirs. */
  | { readonly type: 'forged' }
  /** `isGone`: the customer closed the chat (XEP-0085): a hint, not the end. */
  | { readonly type: 'state'; readonly isTyping: boolean; readonly isGone: boolean }
  | { readonly type: 'retraction'; readonly id?: string; readonly target: string }
  /** All that they react to a message with; none: no more. */
  | { readonly type: 'reactions'; readonly id?: string; readonly target: string; readonly keys: readonly string[] }
  /** A message of ours has come to their program, or was shown there. */
  | { readonly type: 'confirmation'; readonly target: string; readonly isDisplayed: boolean }

/** Containers of what only the receiver's program can read: OMEMO, OpenPGP. */
const encryptedNs = new Set([
  'eu.siacs.conversations.axolotl',
  'urn:xmpp:omemo:1',
  'urn:xmpp:omemo:2',
  'urn:xmpp:openpgp:0',
  'jabber:x:encrypted',
])
/** What is encrypted in the body itself: OTR, and OpenPGP by hand. */
const encryptedBody = /^\s{0,20}(?:\?OTR|-----BEGIN PGP MESSAGE-----)/
/** A Matrix event holds 64 kB, and the text may stand in it twice. */
const longestPiece = 12_000
const longestQuote = 300
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g
const meCommand = '/me '
const chatStates = ['active', 'composing', 'paused', 'inactive', 'gone']
const mostReactions = 20
const longestReaction = 32
const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
const wordLike = /[\p{L}\p{Z}\p{Cc}]/u

/**
 * Reads a message of the kinds people write (chat and normal, RFC 6121 5.2.2). Undefined for what is not said to us: group
 * chat, headlines, archives. Nothing forwarded is ever looked into: nobody forwards to a component.
 */
export function readMessage(stanza: Element): Received | undefined {
  const { type = 'normal' } = stanza.attrs
  if (type !== 'chat' && type !== 'normal') return undefined
  if (isCarbon(stanza)) return { type: 'forged' }
  if (isEncrypted(stanza)) return { type: 'encrypted' }
  return readRetraction(stanza) ?? readReactions(stanza) ?? readWritten(stanza) ?? readSilent(stanza)
}

/** What the way of writing shows of the program. */
export function factsOf(stanza: Element, at: number): AppProfile {
  return has(stanza, ns.chatStates) ? { typing: fact('yes', 'chat state in a message', at, 'observed') } : {}
}

/** The element `private` of the same namespace only asks servers to make none. */
function isCarbon(stanza: Element): boolean {
  return ['received', 'sent'].some((name) => childOf(stanza, name, ns.carbons) !== undefined)
}

function isEncrypted(stanza: Element): boolean {
  const isMarked = has(stanza, ns.encryption) || childrenOf(stanza).some((child) => encryptedNs.has(child.ns))
  return isMarked || encryptedBody.test(textOf(childOf(stanza, 'body', ns.component)))
}

/** Both forms that are in use; what stands in the body is for programs that know neither. */
function readRetraction(stanza: Element): Received | undefined {
  const fastening = childOf(stanza, 'apply-to', ns.fastening)
  const old = fastening && childOf(fastening, 'retract', ns.oldRetraction) && fastening
  const target = (childOf(stanza, 'retract', ns.retraction) ?? old)?.attrs['id']
  return target ? { type: 'retraction', target, ...idOf(stanza) } : undefined
}

function readReactions(stanza: Element): Received | undefined {
  const container = childOf(stanza, 'reactions', ns.reactions)
  const target = container?.attrs['id']
  if (!container || !target) return undefined
  const all = childrenOf(container).filter(({ name }) => name === 'reaction')
  const keys = all.map((one) => textOf(one).trim()).filter(isEmoji)
  return { type: 'reactions', target, keys: [...new Set(keys)].slice(0, mostReactions), ...idOf(stanza) }
}

function isEmoji(key: string): boolean {
  return key.length <= longestReaction && emoji.test(key) && !wordLike.test(key)
}

function readWritten(stanza: Element): Written | undefined {
  const { body, fallback } = splitFallback(stanza, ns.reply)
  const [text, file, subject] = [clean(body), readFile(stanza), oneLine(subjectOf(stanza), longestQuote)]
  if (text === '' && !file) return undefined
  const said = [subject, file?.url === text ? '' : text].filter(Boolean).join('\n')
  const answered = childOf(stanza, 'reply', ns.reply)
  const quote = answered ? unquoted(fallback) : ''
  const { id } = stanza.attrs
  const originId = childOf(stanza, 'origin-id', ns.stanzaIds)?.attrs['id']
  const delay = childOf(stanza, 'delay', ns.delay)
  return {
    type: 'message',
    pieces: toMessages(said, { ...(file && { file }), ...quoteOf(stanza, answered, quote) }),
    text: file ? `${said}\n${file.url}` : said,
    ...idOf(stanza),
    ...(originId && originId !== id ? { originId } : {}),
    ...(delay ? { delayedSince: Date.parse(delay.attrs['stamp'] ?? '') } : {}),
    ...named('corrects', childOf(stanza, 'replace', ns.correction)),
    ...named('answers', answered),
  }
}

/** Stanzas in which nothing is said. */
function readSilent(stanza: Element): Received | undefined {
  const displayed = childOf(stanza, 'displayed', ns.markers)
  const target = (displayed ?? childOf(stanza, 'received', ns.receipts))?.attrs['id']
  if (target) return { type: 'confirmation', target, isDisplayed: displayed !== undefined }
  const state = childIn(stanza, ns.chatStates)?.name ?? ''
  if (!chatStates.includes(state)) return undefined
  return { type: 'state', isTyping: state === 'composing', isGone: state === 'gone' }
}

/** Some programs have a line for it, as letters do. */
function subjectOf(stanza: Element): string {
  return textOf(childOf(stanza, 'subject', ns.component))
}

function idOf({ attrs: { id } }: Element): { readonly id?: string } {
  return id ? { id } : {}
}

function named<Name extends string>(name: Name, element: Element | undefined): { readonly [key in Name]?: string } {
  const id = element?.attrs['id']
  return (id ? { [name]: id } : {}) as { readonly [key in Name]?: string }
}

function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(controls, '').trim()
}

/** Whose words they answer is said by address: where it is not their own, it is one of us. */
function quoteOf(stanza: Element, answered: Element | undefined, quote: string): Pick<Message, 'replyTo'> {
  if (quote === '') return {}
  const isOwn = bareText(answered?.attrs['to']) === bareText(stanza.attrs['from'])
  return { replyTo: { author: isOwn ? (bareText(stanza.attrs['from']).split('@')[0] ?? '') : '', text: quote } }
}

function bareText(jid = ''): string {
  return jid.split('/')[0]?.toLowerCase() ?? ''
}

/** What was quoted for programs that do not know replies. */
function unquoted(fallback: string): string {
  return clean(fallback.replace(/^> ?/gm, '')).slice(0, longestQuote).toWellFormed()
}

/** The file goes with the last piece, what is answered with the first. */
function toMessages(text: string, { file, replyTo }: Pick<Message, 'file' | 'replyTo'>): readonly Message[] {
  const isEmote = text.startsWith(meCommand) && text.length > meCommand.length
  const said = isEmote ? text.slice(meCommand.length) : text
  const texts = said === '' ? [''] : cutText(said, longestPiece)
  return texts.map((piece, index) => ({
    kind: isEmote ? 'emote' : 'text',
    text: piece,
    ...(file && index === texts.length - 1 ? { file } : {}),
    ...(replyTo && index === 0 ? { replyTo } : {}),
  }))
}
