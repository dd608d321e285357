import { readFileSync } from 'node:fs'
import pg from 'pg'
import { parse } from 'yaml'
import { type Homeserver, startHomeserver } from '../../test/servers/homeserver.ts'
import { type Postgres, startPostgres } from '../../test/servers/postgres.ts'
import { prepareSwitchboard, type SwitchboardProcess } from '../../test/support/switchboard-process.ts'
import { type IrcFeed, startIrcFeed } from './irc-feed.ts'

export const serverName = 'switchboard.test'

export type Network = { readonly id: string; readonly port: number }

/** The configuration of an operator who only raised the speed at which lines may go to IRC. */
export function networkSection({ id, port }: Network): object {
  const flood = { burst: 100, interval_ms: 0 }
  return {
    id,
    type: 'irc',
    displayname: id,
    address: '127.0.0.1',
    port,
    tls: { enabled: false },
    nick: 'support',
    flood,
  }
}

/** What the log says at the level that it has by default. */
const logging = { min_level: 'info', writers: [{ type: 'stdout', format: 'json' }] }

/** Prepares a Switchboard process; the caller starts it. */
export function prepare(databaseUri: string, homeserverUrl: string, networks: readonly Network[]) {
  return prepareSwitchboard({
    homeserver: { url: homeserverUrl, domain: serverName },
    databaseUri,
    permissions: { [serverName]: 'agent', [`@admin:${serverName}`]: 'admin' },
    networks: networks.map(networkSection),
    config: { logging, limits: { per_identity: 10_000, per_host: 10_000, per_network: 10_000 } },
  })
}

/** What the homeserver and we show each other, from the registration that the program wrote. */
export function tokensIn({ registration }: SwitchboardProcess): {
  readonly as_token: string
  readonly hs_token: string
} {
  return parse(readFileSync(registration, 'utf8'))
}

/** PostgreSQL, the stand-in homeserver and one IRC feed for each network; Switchboard is started by the part. */
export interface Rig extends AsyncDisposable {
  readonly postgres: Postgres
  readonly uri: string
  readonly homeserver: Homeserver
  feed(network: string): IrcFeed
  start(networks: readonly string[], env?: Readonly<Record<string, string>>): Promise<SwitchboardProcess>
}

export async function openRig(networks: readonly string[], onMessage: (room: string) => void): Promise<Rig> {
  const stack = new AsyncDisposableStack()
  const postgres = stack.use(await startPostgres())
  const homeserver = await startHomeserver({ serverName, onMessage: ({ room }) => onMessage(room) })
  stack.defer(() => homeserver.stop())
  const feeds = new Map<string, IrcFeed>()
  for (const id of networks) {
    const feed = await startIrcFeed()
    stack.defer(() => feed.stop())
    feeds.set(id, feed)
  }
  const uri = postgres.uri()
  const feed = (id: string): IrcFeed => {
    const found = feeds.get(id)
    if (!found) throw new Error(`there is no feed ${id}`)
    return found
  }
  const start = async (ids: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const wanted = ids.map((id) => ({ id, port: feed(id).port }))
    const switchboard = await prepare(uri, homeserver.url, wanted)
    stack.defer(() => switchboard.stop())
    homeserver.connect({ url: `http://127.0.0.1:${switchboard.port}`, hsToken: tokensIn(switchboard).hs_token })
    await switchboard.start(env)
    return switchboard
  }
  return { postgres, uri, homeserver, feed, start, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Rows of the inbox and outbox: what was taken in and is not carried out yet. */
export async function countWaiting(uri: string): Promise<number> {
  const client = new pg.Client(uri)
  await client.connect()
  try {
    const { rows } = await client.query<{ waiting: number }>(
      `SELECT ((SELECT count(*) FROM inbox WHERE parked_at IS NULL) + (SELECT count(*) FROM outbox))::integer AS waiting`,
    )
    return rows[0]?.waiting ?? 0
  } finally {
    await client.end()
  }
}
