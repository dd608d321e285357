import { type XmlElement, xml } from '@xmpp/client'
import type { XmppClient } from '../servers/xmpp-client.ts'
import type { SeenMessage } from './network-rig.ts'

const ns = {
  states: 'http://jabber.org/protocol/chatstates',
  correction: 'urn:xmpp:message-correct:0',
  retraction: 'urn:xmpp:message-retract:1',
  reactions: 'urn:xmpp:reactions:0',
  reply: 'urn:xmpp:reply:0',
  fallback: 'urn:xmpp:fallback:0',
  oob: 'jabber:x:oob',
  markers: 'urn:xmpp:chat-markers:0',
}

interface Shown {
  readonly id: string
  readonly isOwn: boolean
  /** The text it had at first. */
  readonly name: string
  readonly text: string
  readonly isRedacted: boolean
  readonly reactions: readonly string[]
  readonly answers?: string
  readonly file?: string
}

/** A chat as a program with all extensions shows it, and what a person can do in it. */
export class XmppTalk {
  readonly #client: () => XmppClient
  readonly #contact: string
  readonly #reacted = new Map<string, Set<string>>()

  constructor(client: () => XmppClient, contact: string) {
    this.#client = client
    this.#contact = contact
  }

  /** As programs that show typing do: each line says that they are there. */
  write(text: string): void {
    this.#client().says(this.#contact, text, xml('active', { xmlns: ns.states }))
  }

  edit(name: string, to: string): void {
    this.#client().says(this.#contact, to, xml('replace', { xmlns: ns.correction, id: this.#named(name).id }))
  }

  redact(name: string): void {
    const retract = xml('retract', { xmlns: ns.retraction, id: this.#named(name).id })
    const fallback = xml('fallback', { xmlns: ns.fallback, for: ns.retraction })
    this.#client().says(this.#contact, '/me took a message back', retract, fallback)
  }

  react(name: string, key: string, removed: boolean): void {
    const { id } = this.#named(name)
    const all = this.#reacted.get(id) ?? new Set<string>()
    if (removed) all.delete(key)
    else all.add(key)
    this.#reacted.set(id, all)
    this.#sends(xml('reactions', { xmlns: ns.reactions, id }, ...[...all].map((one) => xml('reaction', {}, one))))
  }

  reply(text: string, name: string): void {
    const { id, isOwn } = this.#named(name)
    const quote = `> ${name}\n`
    const range = xml('body', { start: '0', end: `${[...quote].length}` })
    this.#client().says(
      this.#contact,
      `${quote}${text}`,
      xml('reply', { xmlns: ns.reply, id, to: isOwn ? this.#client().bare : this.#contact }),
      xml('fallback', { xmlns: ns.fallback, for: ns.reply }, range),
    )
  }

  type(isTyping: boolean): void {
    this.#sends(xml(isTyping ? 'composing' : 'paused', { xmlns: ns.states }))
  }

  read(name: string): void {
    this.#sends(xml('displayed', { xmlns: ns.markers, id: this.#named(name).id }))
  }

  seesTyping(): boolean {
    const theirs = this.#client().talk.filter(({ isOwn }) => !isOwn)
    const states = theirs.map(({ stanza }) => stanza.children.find((child) => isElement(child, ns.states)))
    return (states.findLast((state) => state !== undefined) as XmlElement | undefined)?.name === 'composing'
  }

  sees(): readonly SeenMessage[] {
    return this.#shown().map(({ isOwn, text, isRedacted, reactions, answers, file }) => ({
      ...{ from: isOwn ? 'them' : 'us', text, isRedacted, reactions },
      ...(answers !== undefined && { answers }),
      ...(file !== undefined && { file }),
    }))
  }

  #sends(element: XmlElement): void {
    this.#client().send(xml('message', { to: this.#contact, type: 'chat' }, element))
  }

  #named(name: string): Shown {
    const found = this.#shown().find((shown) => shown.name === name)
    if (!found) throw new Error(`there is no message "${name}"`)
    return found
  }

  #shown(): readonly Shown[] {
    const all = new Map<string, Shown>()
    for (const { isOwn, stanza } of this.#client().talk) {
      if (stanza.attrs['type'] === 'chat' && isWith(stanza, isOwn ? 'to' : 'from', this.#contact))
        show(stanza, isOwn, all)
    }
    return [...all.values()]
  }
}

function show(stanza: XmlElement, isOwn: boolean, all: Map<string, Shown>): void {
  const change = (child: XmlElement | undefined, become: (shown: Shown) => Partial<Shown>) => {
    const shown = all.get(child?.attrs['id'] ?? '')
    if (shown) all.set(shown.id, { ...shown, ...become(shown) })
    return shown !== undefined
  }
  const reactions = stanza.getChild('reactions', ns.reactions)
  if (reactions) {
    const keys = reactions.getChildren('reaction').map((one) => one.children.join(''))
    change(reactions, () => (isOwn ? {} : { reactions: keys }))
    return
  }
  const retract = stanza.getChild('retract', ns.retraction)
  if (retract) {
    change(retract, () => ({ isRedacted: true }))
    return
  }
  const text = textOf(stanza)
  if (text === undefined || change(stanza.getChild('replace', ns.correction), () => ({ text }))) return
  const answers = all.get(stanza.getChild('reply', ns.reply)?.attrs['id'] ?? '')?.name
  const file = stanza.getChild('x', ns.oob)?.getChildText('url') ?? undefined
  const id = stanza.attrs['id'] ?? ''
  all.set(id, {
    ...{ id, isOwn, name: text, text, isRedacted: false, reactions: [] },
    ...(answers !== undefined && { answers }),
    ...(file !== undefined && { file }),
  })
}

/** The body without what it quotes for programs that do not know replies. */
function textOf(stanza: XmlElement): string | undefined {
  const body = stanza.getChildText('body')
  const isForReply = (one: XmlElement) => one.attrs['xmlns'] === ns.fallback && one.attrs['for'] === ns.reply
  const range = stanza.getChildren('fallback').find(isForReply)?.getChild('body')?.attrs
  if (body === null || !range) return body ?? undefined
  const points = [...body]
  return [...points.slice(0, Number(range['start'])), ...points.slice(Number(range['end']))].join('')
}

function isElement(child: XmlElement | string, namespace: string): boolean {
  return typeof child !== 'string' && child.attrs['xmlns'] === namespace
}

function isWith(stanza: XmlElement, side: 'from' | 'to', contact: string): boolean {
  return stanza.attrs[side]?.split('/')[0] === contact
}
