import { xml } from '@xmpp/client'
import type { ContactId, NetworkId } from '../../src/core/ids.ts'
import { createXmppNetwork, type XmppSettings } from '../../src/networks/xmpp/index.ts'
import type { Network } from '../../src/ports/network.ts'
import type { XmppClient, XmppClientOptions } from '../servers/xmpp-client.ts'
import type { XmppServer } from '../servers/xmpp-server.ts'
import { silent } from './irc-rig.ts'
import type { Rig, RigCustomer, RigMaker } from './network-rig.ts'
import { RecordingInbox } from './recording-inbox.ts'
import { waitFor } from './wait-for.ts'
import { XmppTalk } from './xmpp-talk.ts'

/** Our address in the tests. */
export const contact = 'support@help.test'

export interface XmppRig extends Rig {
  connect(name: string, options?: Partial<XmppClientOptions>): Promise<XmppClient>
}

/** What a program says of itself. */
export function answersOf(name: string, version: string, os?: string) {
  const parts = Object.entries({ name, version, ...(os === undefined ? {} : { os }) })
  return {
    'jabber:iq:version': xml(
      'query',
      { xmlns: 'jabber:iq:version' },
      ...parts.map(([key, text]) => xml(key, {}, text)),
    ),
  }
}

export function xmppSettings(port: number, more: Partial<XmppSettings> = {}): XmppSettings {
  return {
    id: 'people' as NetworkId,
    displayName: 'People',
    host: '127.0.0.1',
    port,
    domain: 'help.test',
    secret: 'a shared secret',
    contacts: [{ id: 'support' as ContactId, local: 'support', name: 'Help desk' }],
    language: 'en',
    ...more,
  }
}

/** Our network on a port where a server may listen, not yet connected. */
export function beginXmpp(settings: XmppSettings, inbox = new RecordingInbox(), now: () => number = Date.now) {
  const network: Network = createXmppNetwork(settings, { log: silent, clock: { now }, random: Math.random })
  const control = new AbortController()
  const stopped = network.run(inbox, control.signal)
  const isUp = () => network.health().state === 'up'
  return {
    ...{ network, inbox, stopped },
    abort: () => control.abort(),
    comesUp: (timeoutMs = 10_000) =>
      waitFor('the connection', isUp, { timeoutMs, detail: () => JSON.stringify(network.health()) }),
    async [Symbol.asyncDispose]() {
      control.abort()
      await stopped
    },
  }
}

/** Our network on a real server, connected. */
export async function startXmppRig(
  server: XmppServer,
  settings: Partial<XmppSettings> = {},
  inbox = new RecordingInbox(),
): Promise<XmppRig> {
  const begun = beginXmpp(xmppSettings(server.componentPort, settings), inbox)
  const clients: XmppClient[] = []
  const connect = async (name: string, options: Partial<XmppClientOptions> = {}) => {
    const client = await server.connect(name, options)
    clients.push(client)
    return client
  }
  await begun.comesUp()
  return {
    ...begun,
    connect,
    customer: async (name) => customerOf(begun, name, connect),
    breakConnection: () => server.crash(),
    restoreConnection: () => server.startAgain(),
    async [Symbol.asyncDispose]() {
      await begun[Symbol.asyncDispose]()
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
    },
  }
}

/** Somebody who has added our contact, as people do who write to it more than once. */
async function customerOf(
  { inbox }: Pick<Rig, 'inbox'>,
  name: string,
  connect: XmppRig['connect'],
): Promise<RigCustomer> {
  const join = () => connect(name, { answers: answersOf('Profanity', '0.13.1', 'Linux') })
  let client = await join()
  let earlier: readonly string[] = []
  const jid = client.bare
  await client.befriends(contact)
  const heard = () => [...earlier, ...client.heard(contact).flatMap((text) => text.split('\n'))]
  const talk = new XmppTalk(() => client, contact)
  return {
    ...{ name, heard },
    write: (text) => talk.write(text),
    edit: (text, to) => talk.edit(text, to),
    redact: (text) => talk.redact(text),
    react: (text, key, removed) => talk.react(text, key, removed),
    reply: (text, answered) => talk.reply(text, answered),
    type: (isTyping) => talk.type(isTyping),
    seesTyping: () => talk.seesTyping(),
    read: (text) => talk.read(text),
    sees: () => talk.sees(),
    hears: (pattern) => client.hears(contact, pattern),
    async leave() {
      earlier = heard()
      const since = inbox.mark()
      await client.quits()
      await inbox.next('left', ({ chat }) => chat.includes(jid), { since })
    },
    async comeBack() {
      earlier = heard()
      client = await join()
    },
  }
}

export function xmppRigMaker(name: 'prosody' | 'ejabberd', start: () => Promise<XmppServer>): RigMaker {
  let server: XmppServer | undefined
  return {
    name: `xmpp on ${name}`,
    needs: [name],
    knowsRepeats: false,
    async before() {
      server = await start()
    },
    async after() {
      await server?.stop()
    },
    async start() {
      if (!server) throw new Error('the server is not running')
      return startXmppRig(server)
    },
  }
}
