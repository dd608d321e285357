import { xml } from '@xmpp/client'
import { chatId, newChat, printAddress } from '../../src/networks/xmpp/chat.ts'
import { startProsody } from '../../test/servers/prosody.ts'
import type { XmppClient } from '../../test/servers/xmpp-client.ts'
import { answerCount, type BenchNetwork, type BenchPerson } from './bench-network.ts'
import { nickOf, type SeededPeople } from './seed.ts'

const id = 'xmpp'
const local = 'support'

export async function openOnXmpp(count: number): Promise<BenchNetwork> {
  const prosody = await startProsody()
  const { component, domain, secret, componentPort } = prosody
  const people = peopleOn(domain)
  const clients: XmppClient[] = []
  for (let n = 0; n < count; n++) clients.push(await prosody.connect(nickOf(people.prefix, n)))
  const [first, second] = clients as [XmppClient, XmppClient]
  const contacts = [{ id: local, address: local, name: 'Help desk' }]
  return {
    ...{ id, server: 'Prosody', people, messages: { in: 2000, out: 2000 } },
    section: {
      ...{ id, type: 'xmpp', address: '127.0.0.1', port: componentPort },
      domain: component,
      secret,
      contacts,
    },
    persons: clients.map((client) => personOf(client, `${local}@${component}`)),
    async bare(text) {
      const heard = personOf(second, first.bare).hears(text)
      first.says(second.bare, text)
      await heard
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.quits()))
      await prosody.stop()
    },
  }
}

function peopleOn(domain: string): SeededPeople {
  const jidOf = (name: string) => `${name}@${domain}`
  return {
    ...{ type: 'xmpp', prefix: 'ben' },
    chatOf: (name) => chatId(jidOf(name), local),
    addressOf: (name) => printAddress(newChat(jidOf(name), local), false),
  }
}

/** Programs ask for a receipt of each message. */
function personOf(client: XmppClient, contact: string): BenchPerson {
  const request = xml('request', { xmlns: 'urn:xmpp:receipts' })
  return {
    says: (text) => client.says(contact, text, request),
    hears: async (end) => {
      const isIt = (text: string | null) => text?.endsWith(end) === true
      await client.waitFor(end, (stanza) => isIt(stanza.getChildText('body')), { since: client.mark() })
    },
    answers: answerCount(
      (index) => client.received[index]?.getChildText('body') ?? undefined,
      () => client.received.length,
    ),
  }
}
