import type { Element } from './element.ts'
import { parseJid } from './jid.ts'
import { ns } from './namespaces.ts'

/** A stanza that would have said something else on the wire than its maker meant, or that would end the stream. */
export class UnsafeStanza extends Error {
  constructor(what: string) {
    super(`not sent to XMPP: ${what}`)
    this.name = 'UnsafeStanza'
  }
}

/** Servers end the whole stream at some hundred kilobytes; nothing of ours comes near. */
const longestStanza = 200_000
const xmlName = /^[A-Za-z_][\w.-]*$/
const attributeName = /^(?:xml:)?[A-Za-z_][\w.-]*$/
/** What XML 1.0 has no way to write, not even as a reference; with the flag u also halves of surrogate pairs. */
const illegal = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
}

/**
 * The one place where what goes to the server becomes bytes. Text loses the characters XML cannot carry, everything else
 * that is not as it must be throws UnsafeStanza: names, and a sender outside `ownDomain`, for which servers end the stream.
 */
export function encodeStanza(stanza: Element, ownDomain: string): string {
  if (stanza.ns !== ns.component) throw new UnsafeStanza('a stanza in a strange namespace')
  const from = parseJid(stanza.attrs['from'])
  if (from?.domain !== ownDomain) throw new UnsafeStanza('a sender that is not ours')
  if (!parseJid(stanza.attrs['to'])) throw new UnsafeStanza('a receiver that is no address')
  const text = encode(stanza, ns.component)
  if (Buffer.byteLength(text) > longestStanza) throw new UnsafeStanza('a stanza that is too long')
  return text
}

/** Everything else that is written to the stream: the handshake. */
export function encode(element: Element, outerNs: string): string {
  if (!xmlName.test(element.name)) throw new UnsafeStanza('a strange name of an element')
  const own = element.ns === outerNs ? {} : { xmlns: element.ns }
  const attrs = Object.entries({ ...own, ...element.attrs }).map(([name, value]) => encodeAttribute(name, value))
  const head = [element.name, ...attrs].join(' ')
  if (element.children.length === 0) return `<${head}/>`
  const inner = element.children.map((child) =>
    typeof child === 'string' ? encodeText(child) : encode(child, element.ns),
  )
  return `<${head}>${inner.join('')}</${element.name}>`
}

function encodeAttribute(name: string, value: string): string {
  if (!attributeName.test(name)) throw new UnsafeStanza('a strange name of an attribute')
  return `${name}="${sendable(value).replace(/[&<>"'\t\n]/g, (sign) => references[sign] ?? '')}"`
}

function encodeText(text: string): string {
  return sendable(text).replace(/[&<>"']/g, (sign) => references[sign] ?? '')
}

/** A text as it can be sent. XML readers turn every line end into a line feed. */
export function sendable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(illegal, '')
}

/** The head of our stream (XEP-0114 3). */
export function encodeStreamHead(domain: string): string {
  const to = encodeAttribute('to', domain)
  return `<?xml version='1.0'?><stream:stream xmlns='${ns.component}' xmlns:stream='${ns.stream}' ${to}>`
}

export const streamEnd = '</stream:stream>'
