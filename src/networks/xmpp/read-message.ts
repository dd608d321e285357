import { createHash } from 'node:crypto'
import type { AppProfile } from '../../core/identification/app-profile.ts'
import type { Message } from '../../core/message/message.ts'
import { fact } from '../../ports/network.ts'
import { childIn, childOf, childrenOf, type Element, textOf } from './element.ts'
import { ns } from './namespaces.ts'
import { has } from './refusal.ts'

/** What a message stanza to one of our contacts is. */
export type Received =
  | {
      readonly type: 'message'
      /** One text, in pieces that a room can take. */
      readonly pieces: readonly Message[]
      /** Equal for repeats only: sender, id and text. Undefined: the sender gave no id. */
      readonly digest?: string
      /** It lay somewhere before it came (XEP-0203). */
      readonly isDelayed: boolean
      /** The id to name in a receipt, where one is asked for (XEP-0184). */
      readonly receiptFor?: string
    }
  | { readonly type: 'encrypted' }
  /** The customer closed the chat (XEP-0085): a hint, not the end. */
  | { readonly type: 'gone' }

/** Containers of what only the receiver's program can read: OMEMO, OpenPGP. */
const encryptedNs = new Set([
  'eu.siacs.conversations.axolotl',
  'urn:xmpp:omemo:1',
  'urn:xmpp:omemo:2',
  'urn:xmpp:openpgp:0',
  'jabber:x:encrypted',
])
/** A Matrix event holds 64 kB, and the text may stand in it twice. */
const longestPiece = 12_000
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g
const meCommand = '/me '
const longestUrl = 2000

/**
 * Reads a message of the kinds people write (chat and normal, RFC 6121 5.2.2). Undefined for what is not said to us: group
 * chat, headlines, states, receipts. Forwarded messages (carbons, archives) are never looked into: nobody forwards to a component.
 */
export function readMessage(stanza: Element): Received | undefined {
  const { type = 'normal' } = stanza.attrs
  if (type !== 'chat' && type !== 'normal') return undefined
  if (isEncrypted(stanza)) return { type: 'encrypted' }
  const text = readText(stanza)
  if (text === undefined) return childOf(stanza, 'gone', ns.chatStates) ? { type: 'gone' } : undefined
  const { id } = stanza.attrs
  return {
    type: 'message',
    pieces: toMessages(text),
    isDelayed: childOf(stanza, 'delay', ns.delay) !== undefined,
    ...(id ? { digest: digestOf(stanza, id, text) } : {}),
    ...(id && childOf(stanza, 'request', ns.receipts) ? { receiptFor: id } : {}),
  }
}

/** What the way of writing shows of the program. */
export function factsOf(stanza: Element, at: number): AppProfile {
  return has(stanza, ns.chatStates) ? { typing: fact('yes', 'chat state in a message', at, 'observed') } : {}
}

function isEncrypted(stanza: Element): boolean {
  const isMarked = has(stanza, ns.encryption) || childrenOf(stanza).some((child) => encryptedNs.has(child.ns))
  return isMarked || textOf(childOf(stanza, 'body', ns.component)).startsWith('?OTR')
}

/** The text as it would be shown; the address of a file goes with it where it does not stand there already (XEP-0066). */
function readText(stanza: Element): string | undefined {
  const body = textOf(childOf(stanza, 'body', ns.component))
    .replace(/\r\n?/g, '\n')
    .replace(controls, '')
    .trim()
  const url = readFileUrl(stanza)
  const whole = url === undefined || body.includes(url) ? body : [body, url].filter(Boolean).join('\n')
  if (whole === '' || childOf(stanza, 'retract', ns.retraction)) return undefined
  return childOf(stanza, 'replace', ns.correction) ? `* ${whole}` : whole
}

function readFileUrl(stanza: Element): string | undefined {
  const container = childIn(stanza, ns.outOfBand)
  const url = container && textOf(childOf(container, 'url', ns.outOfBand)).trim()
  if (!url || url.length > longestUrl || !/^https?:\/\/[^\s<>"]+$/i.test(url)) return undefined
  return URL.canParse(url) ? url : undefined
}

function toMessages(text: string): readonly Message[] {
  const isEmote = text.startsWith(meCommand) && text.length > meCommand.length
  const said = isEmote ? text.slice(meCommand.length) : text
  return cutText(said, longestPiece).map((piece) => ({ kind: isEmote ? 'emote' : 'text', text: piece }))
}

/** Cuts a text into pieces of at most so many bytes, at a line end, else at a space, never inside a character. */
export function cutText(text: string, longest: number): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (Buffer.byteLength(rest) > longest) {
    const fitting = fittingStart(rest, longest)
    const border = Math.max(fitting.lastIndexOf('\n'), fitting.lastIndexOf(' '))
    const lineEnd = fitting.lastIndexOf('\n')
    const end = lineEnd > fitting.length / 2 ? lineEnd : border > fitting.length / 2 ? border : fitting.length
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end).replace(/^[\n ]/, '')
  }
  return rest === '' ? pieces : [...pieces, rest]
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** A cluster longer than this is no letter of any language. */
const longestCluster = 64

function fittingStart(text: string, longest: number): string {
  const rough = Buffer.from(text)
    .subarray(0, longest)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
  const last = [
    ...clusters.segment(text.slice(Math.max(0, rough.length - longestCluster), rough.length + longestCluster)),
  ]
  const offset = Math.max(0, rough.length - longestCluster)
  const cut = last.find(({ index, segment }) => offset + index + segment.length > rough.length)
  const start = cut ? offset + cut.index : rough.length
  return text.slice(0, start > 0 && start > rough.length - longestCluster ? start : rough.length)
}

function digestOf(stanza: Element, id: string, text: string): string {
  const { from = '', to = '' } = stanza.attrs
  const parts = [from, to, id, text].map((part) => `${part.length}:${part}`).join('')
  return createHash('sha256').update(parts).digest('base64url').slice(0, 32)
}
