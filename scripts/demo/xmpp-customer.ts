import { xml } from '@xmpp/client'
import { escapePattern } from '../../src/util/localpart.ts'
import type { XmppClient } from '../../test/servers/xmpp-client.ts'
import type { XmppServer } from '../../test/servers/xmpp-server.ts'
import { type Customer, patienceMs } from './customer.ts'
import { printLine } from './screen.ts'

/** What the customer's program says of itself when asked (XEP-0092). */
const software = { name: 'Gajim', version: '1.8.4', os: 'Debian 12' }
const question = 'jabber:iq:version'

export class XmppCustomer implements Customer {
  readonly name: string
  readonly #client: XmppClient
  readonly #contact: string
  #shown = 0
  #count = 0

  constructor(client: XmppClient, name: string, contact: string) {
    this.#client = client
    this.name = name
    this.#contact = contact
  }

  writes(text: string): void {
    this.#says(text)
  }

  /** Writes something and then, as one does, corrects it in place (XEP-0308). */
  corrects(text: string, corrected: string): void {
    const id = this.#says(text)
    printLine({ network: 'XMPP', who: this.name, text: `corrects that to "${corrected}"`, isAct: true })
    this.#send(`d${++this.#count}`, corrected, xml('replace', { xmlns: 'urn:xmpp:message-correct:0', id }))
  }

  async sees(words: string): Promise<void> {
    const wanted = new RegExp(escapePattern(words))
    const fits = (text: string | null) => text !== null && wanted.test(text)
    await this.#client.waitFor(words, (stanza) => stanza.name === 'message' && fits(stanza.getChildText('body')), {
      since: 0,
      timeoutMs: patienceMs,
    })
  }

  heard(): readonly string[] {
    return this.#client.heard(this.#contact)
  }

  show(): void {
    for (const stanza of this.#client.received.slice(this.#shown)) {
      const text = stanza.name === 'message' ? stanza.getChildText('body') : null
      if (text !== null) printLine({ network: 'XMPP', who: `support → ${this.name}`, text })
      if (stanza.name === 'iq' && stanza.getChild('query', question)) this.#showProbe()
    }
    this.#shown = this.#client.received.length
  }

  async leaves(): Promise<void> {
    await this.#client.quits()
  }

  #says(text: string): string {
    this.show()
    printLine({ network: 'XMPP', who: `${this.name} → support`, text })
    const id = `d${++this.#count}`
    this.#send(id, text)
    return id
  }

  #send(id: string, text: string, ...more: Parameters<typeof xml>[2][]): void {
    this.#client.send(xml('message', { to: this.#contact, id, type: 'chat' }, xml('body', {}, text), ...more))
  }

  #showProbe(): void {
    const { name, version, os } = software
    printLine({ network: 'XMPP', who: `support → ${this.name}`, text: 'asks the program what it is', isAct: true })
    const answer = `answers "${name} ${version}, ${os}"`
    printLine({ network: 'XMPP', who: `${this.name}'s program`, text: answer, isAct: true })
  }
}

/** A customer at an XMPP program, with an account of their own. */
export async function connectOnXmpp(prosody: XmppServer, name: string, contact: string): Promise<XmppCustomer> {
  const parts = Object.entries(software).map(([key, value]) => xml(key, {}, value))
  const client = await prosody.connect(name, { answers: { [question]: xml('query', { xmlns: question }, ...parts) } })
  return new XmppCustomer(client, name, contact)
}
