import { readFileSync } from 'node:fs'
import pg from 'pg'
import { parse } from 'yaml'
import { type Homeserver, startHomeserver } from '../../test/servers/homeserver.ts'
import { type Postgres, startPostgres } from '../../test/servers/postgres.ts'
import { prepareSwitchboard, type SwitchboardProcess } from '../../test/support/switchboard-process.ts'
import { waitFor } from '../../test/support/wait-for.ts'
import { type IrcFeed, startIrcFeed } from './irc-feed.ts'
import { agentAt, makeSchema, roomOf, seed } from './seed.ts'

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
  start(networks: readonly string[]): Promise<SwitchboardProcess>
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
  const start = async (ids: readonly string[]) => {
    const wanted = ids.map((id) => ({ id, port: feed(id).port }))
    const switchboard = await prepare(uri, homeserver.url, wanted)
    stack.defer(() => switchboard.stop())
    homeserver.connect({ url: `http://127.0.0.1:${switchboard.port}`, hsToken: tokensIn(switchboard).hs_token })
    await switchboard.start(profiling())
    return switchboard
  }
  return { postgres, uri, homeserver, feed, start, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** `BENCH_PROFILE=folder` keeps a CPU profile of each Switchboard process there. */
function profiling(): Readonly<Record<string, string>> {
  const folder = process.env['BENCH_PROFILE']
  return folder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` }
}

export interface DeskOptions {
  readonly networks: readonly string[]
  /** Open conversations on each network. */
  readonly chats: number
  readonly onMessage: (room: string) => void
}

/** A rig with conversations in progress on each network. */
export interface Desk extends AsyncDisposable {
  readonly rig: Rig
  /** Starts a process for each list of networks; their pids. */
  start(processes: readonly (readonly string[])[]): Promise<readonly number[]>
  /** Everybody with an open conversation was looked for, and nothing is left to do. */
  ready(): Promise<void>
  stop(): Promise<void>
}

export async function openDesk({ networks, chats, onMessage }: DeskOptions): Promise<Desk> {
  const rig = await openRig(networks, onMessage)
  await makeSchema(rig.uri)
  for (const network of networks) {
    await seed(rig.uri, { network, status: 'active', count: chats })
    for (let n = 0; n < chats; n++)
      rig.homeserver.rooms.open(roomOf(network, n), [agentAt(network, n), rig.homeserver.bot])
  }
  let running: readonly SwitchboardProcess[] = []
  return {
    rig,
    start: async (processes) => {
      for (const network of networks) rig.feed(network).lookedFor.clear()
      running = await Promise.all(processes.map((ids) => rig.start(ids)))
      return running.map(({ pid }) => pid ?? 0)
    },
    ready: async () => {
      const lookedFor = () => networks.every((network) => rig.feed(network).lookedFor.size >= chats)
      await waitFor('everybody to be looked for', lookedFor, { timeoutMs: 60_000 })
      await quiet(rig)
    },
    stop: async () => void (await Promise.all(running.map((one) => one.stop()))),
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  }
}

export async function quiet({ uri }: Rig): Promise<void> {
  await waitFor('nothing left to do', async () => (await countWaiting(uri)) === 0, { timeoutMs: 60_000 })
}

/** Rows of the inbox and outbox: what was taken in and is not carried out yet. */
async function countWaiting(uri: string): Promise<number> {
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
