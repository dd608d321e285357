import type { ContactId, NetworkId } from '../../src/core/ids.ts'
import { createIrcNetwork, type IrcSettings } from '../../src/networks/irc/index.ts'
import type { Log } from '../../src/ports/log.ts'
import type { IrcClient, IrcClientOptions } from '../servers/irc-client.ts'
import type { IrcServer } from '../servers/irc-server.ts'
import type { Rig, RigCustomer, RigMaker } from './network-rig.ts'
import { RecordingInbox } from './recording-inbox.ts'
import { waitFor } from './wait-for.ts'

/** As fast as a test wants; servers of tests let it through. */
const unhurried = { burst: 1000, intervalMs: 1 }
let nicks = 0

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface IrcRig extends Rig {
  readonly nick: string
  readonly server: IrcServer
  connect(nick: string, options?: Partial<IrcClientOptions>): Promise<IrcClient>
}

/** Our network on a real IRC server, connected, under a nick of its own. */
export async function startIrcRig(
  server: IrcServer,
  settings: Partial<IrcSettings> = {},
  inbox = new RecordingInbox(),
): Promise<IrcRig> {
  const rig = beginIrcRig(server, settings, inbox)
  await waitFor('the connection', () => rig.network.health().state === 'up', {
    detail: () => JSON.stringify(rig.network.health()),
  })
  return rig
}

/** The same without waiting for the connection. */
export function beginIrcRig(
  server: IrcServer,
  settings: Partial<IrcSettings> = {},
  inbox = new RecordingInbox(),
): IrcRig {
  const nick = settings.contact?.nick ?? `desk${++nicks}`
  const network = createIrcNetwork(
    {
      id: 'testnet' as NetworkId,
      displayName: 'Testnet',
      contact: { id: 'support' as ContactId, nick },
      host: '127.0.0.1',
      port: server.port,
      tls: false,
      username: 'switchboard',
      realName: 'Help desk',
      language: 'en',
      ctcpVersion: true,
      sharedHosts: [],
      flood: unhurried,
      ...settings,
    },
    { log: silent, clock: { now: Date.now }, random: Math.random },
  )
  const clients: IrcClient[] = []
  const control = new AbortController()
  const connect = async (name: string, options: Partial<IrcClientOptions> = {}) => {
    const client = await server.connect(name, options)
    clients.push(client)
    return client
  }
  const stopped = network.run(inbox, control.signal)
  return {
    ...{ network, inbox, stopped, nick, server, connect },
    customer: async (name) => customerOf(await connect(name), nick, connect),
    breakConnection: () => server.crash(),
    restoreConnection: () => server.startAgain(),
    abort: () => control.abort(),
    async [Symbol.asyncDispose]() {
      control.abort()
      await stopped
      await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
    },
  }
}

function customerOf(first: IrcClient, desk: string, connect: IrcRig['connect']): RigCustomer {
  let client = first
  const { nick } = first
  let earlier: readonly string[] = []
  const fromUs = (line: string) =>
    new RegExp(`^(?:@\\S+ )?:${desk}!\\S+ (?:PRIVMSG|NOTICE) \\S+ :(?!\\x01VERSION)`).test(line)
  const textOf = (line: string) => line.slice(line.indexOf(' :') + 2)
  const heard = () => [...earlier, ...client.received.filter(fromUs).map(textOf)]
  return {
    name: nick,
    write: (text) => client.privmsg(desk, text),
    heard,
    hears: async (pattern) => textOf(await client.waitFor((line) => fromUs(line) && pattern.test(textOf(line)))),
    async leave() {
      earlier = heard()
      await client.quit()
    },
    async comeBack() {
      client = await connect(nick)
    },
  }
}

/** The conformance suite on one kind of IRC server. */
export function ircRigMaker(name: string, startServer: () => Promise<IrcServer>): RigMaker {
  let server: IrcServer | undefined
  return {
    name,
    knowsRepeats: false,
    async before() {
      server = await startServer()
    },
    async after() {
      await server?.stop()
    },
    async start() {
      if (!server) throw new Error('the IRC server is not running')
      return startIrcRig(server)
    },
  }
}
