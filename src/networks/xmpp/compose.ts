import type { EffectKey } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import type { Language } from '../../core/text/language.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { say } from '../../core/text/say.ts'
import type { Change, Delivery } from '../../ports/network.ts'
import { type Element, element } from './element.ts'
import { sendable } from './encode.ts'
import { fallbackMark } from './fallback.ts'
import { isTheirs, stanzaIdOf } from './message-ids.ts'
import { ns } from './namespaces.ts'
import { toBodies } from './to-bodies.ts'

/** In bytes of UTF-8: far below what any server or client cuts or refuses. */
export const longestBody = 10_000

/** From where to where, and what is known of the program there. */
export interface Way {
  /** The full address of our contact. */
  readonly from: string
  readonly to: string
  /** The customer's bare address. */
  readonly jid: string
  readonly language: Language
  readonly knowsStates: boolean
  /** Whether their program has said what it can and this was not among it. */
  lacks(feature: string): boolean
  /** Whether a stanza of ours with this id is known to have been sent. */
  wasSent(id: string): boolean
}

/** One stanza with something to read. */
interface Part {
  readonly body: string
  readonly more?: readonly Element[]
}

/** The id and origin-id (XEP-0359) of the n-th part: the same for every repeat. */
function idOf(key: string, index: number): string {
  return index === 0 ? key : `${key}#${index}`
}

/** A new message; none where there is nothing to say. */
export function composeMessage(delivery: Delivery, way: Way): readonly Element[] {
  const { message } = delivery
  const [first, ...others] = [...textParts(message), ...fileParts(delivery, way)]
  if (!first) return []
  const parts = [answering(first, delivery, way), ...others]
  return parts.map((part, index) => spoken(part, idOf(delivery.key, index), message.rich === undefined, way))
}

/**
 * The new text in the place of the old one (XEP-0308), part by part; what is left over of a longer one is taken back.
 * Programs that say they cannot do it would show it as if it were said anew: there a star says what it is.
 */
export function composeEdit({ key, target, message }: Change & { message: Message }, way: Way): readonly Element[] {
  const isPlain = message.rich === undefined
  const bodies = toBodies(message, longestBody)
  const isShownAnew = way.lacks(ns.correction)
  const stanzas = bodies.map((body, index) => {
    const replace = element('replace', ns.correction, { id: idOf(target, index) })
    const part = isShownAnew ? { body: index === 0 ? `* ${body}` : body } : { body, more: [replace] }
    return spoken(part, idOf(key, index), isPlain, way)
  })
  // The address of a file stands behind its words, and stays.
  const surplus = isShownAnew || message.file ? [] : sentParts(target, bodies.length, way)
  return [...stanzas, ...surplus.map((id, index) => stanza(way, idOf(key, bodies.length + index), unsaid(id)))]
}

/** Taken back (XEP-0424), all parts of it; the first says so to programs that do not know it. */
export function composeRetraction({ key, target }: Change, way: Way): readonly Element[] {
  const line = element('body', ns.component, {}, say(way.language, 'redacted', { agent: undefined }))
  // Of what an earlier process sent it is not known whether a file stands behind it: that must not stay.
  const others = way.wasSent(target) ? sentParts(target, 1, way) : [idOf(target, 1)]
  return [
    stanza(way, key, [...unsaid(target), line, fallbackMark(ns.retraction)]),
    ...others.map((id, index) => stanza(way, idOf(key, index + 1), unsaid(id))),
  ]
}

/** All that we react to a message with (XEP-0444). A program that says it cannot show that reads a line. */
export function composeReactions(
  { key, stanzaId, keys, added }: { key: EffectKey; stanzaId: string; keys: readonly string[]; added?: string },
  way: Way,
): readonly Element[] {
  const all = keys.map((one) => element('reaction', ns.reactions, {}, one))
  const isShown = added !== undefined && way.lacks(ns.reactions)
  const line = isShown ? say(way.language, 'reacted', { agent: undefined, key: added, text: '' }) : undefined
  return [
    stanza(way, key, [
      ...(line === undefined ? [] : [element('body', ns.component, {}, line), fallbackMark(ns.reactions)]),
      element('reactions', ns.reactions, { id: stanzaId }, ...all),
      element('store', ns.hints),
    ]),
  ]
}

/** Whether we type, for programs that show it (XEP-0085). */
export function composeTyping(isTyping: boolean, { from, to }: Way): Element {
  const state = element(isTyping ? 'composing' : 'paused', ns.chatStates)
  return element('message', ns.component, { type: 'chat', from, to }, state, element('no-store', ns.hints))
}

function textParts(message: Message): readonly Part[] {
  return toBodies(message, longestBody).map((body) => ({ body }))
}

/** A file is its address alone in the body and once more beside it (XEP-0066): so programs show it as what it is. */
function fileParts({ message, file }: Delivery, { language }: Way): readonly Part[] {
  const { file: about, author: agent, text } = message
  if (!about) return []
  const url = file?.link
  if (url === undefined) {
    return [{ body: say(language, 'file', { agent, kind: about.kind, name: about.name, url, validMs: undefined }) }]
  }
  const address = element('x', ns.outOfBand, {}, element('url', ns.outOfBand, {}, url))
  const caption = text === '' && agent !== undefined ? [{ body: `${oneLine(agent)}: ${oneLine(about.name)}` }] : []
  return [...caption, { body: url, more: [address] }]
}

/** What is answered is named, and quoted for programs that do not know replies (XEP-0461); what cannot be named is quoted for all. */
function answering({ body, more = [] }: Part, { answers, message: { replyTo } }: Delivery, way: Way): Part {
  const id = answers && stanzaIdOf(answers)
  const quote = replyTo ? `${sendable(replyTo.text).replace(/^/gm, '> ')}\n` : ''
  if (!answers || id === undefined) return { body: `${quote}${body}`, more }
  const reply = element('reply', ns.reply, { to: isTheirs(answers) ? way.jid : way.from, id })
  const marks = quote === '' ? [reply] : [reply, fallbackMark(ns.reply, quote)]
  return { body: `${quote}${body}`, more: [...more, ...marks] }
}

function sentParts(target: string, from: number, way: Way): readonly string[] {
  const ids: string[] = []
  for (let index = from; way.wasSent(idOf(target, index)); index++) ids.push(idOf(target, index))
  return ids
}

function unsaid(target: string): readonly Element[] {
  return [element('retract', ns.retraction, { id: target }), element('store', ns.hints)]
}

/** A part with all that asks for what we want to hear of it. */
function spoken({ body, more = [] }: Part, id: string, isPlain: boolean, way: Way): Element {
  return stanza(way, id, [
    element('body', ns.component, {}, body),
    ...more,
    ...(isPlain ? [element('unstyled', ns.styling)] : []),
    ...(way.knowsStates ? [element('active', ns.chatStates)] : []),
    element('request', ns.receipts),
    element('markable', ns.markers),
  ])
}

function stanza({ from, to }: Way, id: string, children: readonly Element[]): Element {
  const origin = element('origin-id', ns.stanzaIds, { id })
  return element('message', ns.component, { type: 'chat', from, to, id }, ...children, origin)
}
