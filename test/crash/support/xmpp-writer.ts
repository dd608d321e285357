import { setTimeout as pause } from 'node:timers/promises'
import { type XmlElement, xml } from '@xmpp/client'
import type { RemoteChatId } from '../../../src/core/ids.ts'
import { chatId } from '../../../src/networks/xmpp/chat.ts'
import { MessageIds } from '../../../src/networks/xmpp/message-ids.ts'
import type { XmppClient, XmppClientOptions } from '../../servers/xmpp-client.ts'
import { answersOf } from '../../support/xmpp-rig.ts'
import type { Answer, Heard, WrittenLine } from './evidence.ts'
import { type Pace, writeLines } from './write-lines.ts'
import type { Writer } from './writer.ts'

const receipts = 'urn:xmpp:receipts'
const lookEveryMs = 50
const idBegin = 'line-of-a-customer-'
const options = { answers: answersOf('Profanity', '0.13.1', 'Linux') }

export interface XmppWriterOptions {
  readonly connect: (options: Partial<XmppClientOptions>) => Promise<XmppClient>
  readonly name: string
  /** The address of ours. */
  readonly contact: string
  /** Whether both see each other's presence, as between people who wrote before. */
  readonly addsContact: boolean
}

/** On XMPP: who asks for a receipt of each line, and does not wait for it before the next. */
export class XmppWriter implements Writer {
  readonly network = 'xmpp'
  readonly name: string
  readonly chats: string
  readonly #chat: RemoteChatId
  readonly #ids = new MessageIds({ uniqueId: () => '', now: Date.now, knows: () => Promise.resolve(false) })
  readonly #options: XmppWriterOptions
  readonly #connections: XmppClient[] = []
  readonly #written: Omit<WrittenLine, 'answer'>[] = []
  #isLeaving = false
  #staying: Promise<void> = Promise.resolve()

  private constructor(own: XmppWriterOptions, first: XmppClient) {
    this.#options = own
    this.name = own.name
    this.#chat = chatId(first.bare, own.contact.split('@')[0] ?? '')
    this.chats = this.#chat
    this.#connections.push(first)
  }

  static async come(own: XmppWriterOptions): Promise<XmppWriter> {
    const writer = new XmppWriter(own, await own.connect(options))
    writer.#staying = writer.#stay()
    if (own.addsContact) writer.#send(xml('presence', { to: own.contact, type: 'subscribe' }))
    return writer
  }

  lines(): readonly WrittenLine[] {
    const answers = this.#answers()
    return this.#written.map((line) => ({ ...line, answer: answers.get(line.text) ?? 'none' }))
  }

  heard(): readonly Heard[] {
    return this.#received('message').flatMap((stanza) => {
      const text = stanza.getChildText('body')
      const id = stanza.getChild('origin-id')?.attrs['id']
      return text === null || stanza.attrs['type'] === 'error' ? [] : [{ text, ...(id === undefined ? {} : { id }) }]
    })
  }

  write(pace: Pace): Promise<void> {
    const write = async () => {
      await this.#isBack(pace.isOver)
      this.#acceptContact()
      await this.#writeOne()
    }
    return writeLines({ lines: () => this.lines(), write }, pace)
  }

  /** Also what their server kept for them while they were not there. */
  async catchUp(): Promise<void> {
    await this.#isBack(() => false)
    await this.#now().sync()
  }

  async leave(): Promise<void> {
    this.#isLeaving = true
    await this.#staying
    await this.#now().quits()
  }

  async #writeOne(): Promise<void> {
    const { contact } = this.#options
    const text = `${this.name}-${this.#written.length + 1}`
    const id = idOf(text)
    const remoteId = await this.#ids.received(this.#chat, { id, from: this.#now().jid, text })
    this.#written.push({ text, at: Date.now(), remoteId })
    const request = xml('request', { xmlns: receipts })
    this.#send(xml('message', { to: contact, id, type: 'chat' }, xml('body', {}, text), request))
  }

  /** By the text of the line, which stands in its id: a receipt of ours, or that it came back. */
  #answers(): ReadonlyMap<string, Answer> {
    const answers = new Map<string, Answer>()
    for (const stanza of this.#received('message')) {
      const taken = stanza.getChild('received', receipts)?.attrs['id']
      if (taken !== undefined) answers.set(textOf(taken), 'taken')
      else if (stanza.attrs['type'] === 'error') answers.set(textOf(stanza.attrs['id'] ?? ''), 'refused')
    }
    return answers
  }

  #received(name: string): readonly XmlElement[] {
    const { contact } = this.#options
    return this.#connections.flatMap(({ received }) =>
      received.filter((stanza) => stanza.name === name && stanza.attrs['from']?.split('/')[0] === contact),
    )
  }

  /** Our contact asks to see them too. */
  #acceptContact(): void {
    const isAsked = this.#received('presence').some(({ attrs }) => attrs['type'] === 'subscribe')
    if (isAsked) this.#send(xml('presence', { to: this.#options.contact, type: 'subscribed' }))
  }

  async #isBack(isOver: () => boolean): Promise<void> {
    while (!this.#now().isOpen && !isOver()) await pause(lookEveryMs)
  }

  /** Programs connect again by themselves, whether or not there is anything to say. */
  async #stay(): Promise<void> {
    while (!this.#isLeaving) {
      await pause(lookEveryMs)
      if (this.#now().isOpen) continue
      const client = await this.#options.connect(options).catch(() => undefined)
      if (client) this.#connections.push(client)
    }
  }

  #send(stanza: XmlElement): void {
    this.#now().send(stanza)
  }

  #now(): XmppClient {
    return this.#connections.at(-1) as XmppClient
  }
}

/** As long as those of real programs, so that it is unique. */
function idOf(text: string): string {
  return `${idBegin}${text}`
}

function textOf(id: string): string {
  return id.slice(idBegin.length)
}
