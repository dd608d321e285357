import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { Element } from './element.ts'

export interface StreamEvents {
  /** The head of the stream came. */
  opened(attrs: Readonly<Record<string, string>>): void
  /** One whole child of the stream. `isCut`: it was larger than we take, so nothing but its attributes is there. */
  stanza(stanza: Element, isCut: boolean): void
  /** The server has closed the stream. */
  ended(): void
}

/** What is no XML, or XML that XMPP forbids (RFC 6120 11.1). */
export class MalformedStream extends Error {
  constructor(what: string) {
    super(`the server sent what is no XMPP: ${what}`)
    this.name = 'MalformedStream'
  }
}

/** Larger than what servers let people send, as they write it: what is beyond is not kept. */
const largestStanza = 600_000
/** Far beyond that the server does not know what it does. */
const largestEver = 20_000_000
const deepest = 40
const mostNodes = 5000

interface Frame {
  readonly element: Element & { readonly children: (Element | string)[] }
  readonly prefixes: Readonly<Record<string, string>>
}

/**
 * Reads the stream piece by piece. Namespaces are resolved here and not by the parser, whose way takes time by the
 * square of the depth. Throws MalformedStream; after that nothing more may be written to it.
 */
export class StreamParser {
  readonly #events: StreamEvents
  readonly #parser = new SaxesParser()
  readonly #frames: Frame[] = []
  #depth = 0
  #size = 0
  #nodes = 0
  #isCut = false

  constructor(events: StreamEvents) {
    this.#events = events
    this.#parser.on('error', (error) => {
      throw new MalformedStream(error.message)
    })
    this.#parser.on('doctype', () => {
      throw new MalformedStream('a document type')
    })
    this.#parser.on('processinginstruction', () => {
      throw new MalformedStream('a processing instruction')
    })
    this.#parser.on('opentag', (tag) => this.#open(tag))
    this.#parser.on('text', (text) => this.#text(text))
    this.#parser.on('cdata', (text) => this.#text(text))
    this.#parser.on('closetag', () => this.#close())
  }

  write(chunk: string): void {
    if (this.#depth > 1) this.#size += chunk.length
    if (this.#size > largestEver) throw new MalformedStream('a stanza without an end')
    if (this.#size > largestStanza) this.#isCut = true
    this.#parser.write(chunk)
  }

  #open(tag: SaxesTagPlain): void {
    this.#depth++
    const attrs = tag.attributes
    if (this.#depth === 1) {
      this.#frames.push(frameOf(tag, undefined))
      this.#events.opened(attrs)
      return
    }
    if (this.#depth > deepest || ++this.#nodes > mostNodes) this.#isCut = true
    if (this.#isCut && this.#depth > 2) return
    const frame = frameOf(tag, this.#frames.at(-1))
    if (this.#depth > 2) this.#frames.at(-1)?.element.children.push(frame.element)
    this.#frames.push(frame)
  }

  #text(text: string): void {
    if (this.#depth < 2 || this.#isCut) return
    this.#frames.at(-1)?.element.children.push(text)
  }

  #close(): void {
    const depth = this.#depth--
    if (depth === 1) {
      this.#events.ended()
      return
    }
    if (depth > 2) {
      if (this.#frames.length === depth) this.#frames.pop()
      return
    }
    const stanza = this.#frames[1]?.element
    const isCut = this.#isCut
    this.#frames.length = 1
    this.#size = 0
    this.#nodes = 0
    this.#isCut = false
    if (stanza) this.#events.stanza(isCut ? { ...stanza, children: [] } : stanza, isCut)
  }
}

function frameOf({ name, attributes }: SaxesTagPlain, outer: Frame | undefined): Frame {
  const declared = Object.entries(attributes).filter(([key]) => key.startsWith('xmlns:'))
  const added = declared.map(([key, uri]): [string, string] => [key.slice('xmlns:'.length), uri])
  const prefixes = added.length === 0 ? (outer?.prefixes ?? {}) : { ...outer?.prefixes, ...Object.fromEntries(added) }
  const inherited = outer?.prefixes[''] ?? ''
  const own = attributes['xmlns'] ?? inherited
  const all = own === inherited && '' in prefixes ? prefixes : { ...prefixes, '': own }
  const [prefix, local] = name.includes(':') ? name.split(':', 2) : ['', name]
  const attrs = Object.fromEntries(Object.entries(attributes).filter(([key]) => !/^xmlns(?::|$)/.test(key)))
  const ns = Object.hasOwn(all, prefix ?? '') ? (all[prefix ?? ''] ?? '') : ''
  return { element: { name: local ?? name, ns, attrs, children: [] }, prefixes: all }
}
