import { readFileSync } from 'node:fs'
import pg from 'pg'
import { parse } from 'yaml'
import { type Homeserver, startHomeserver } from '../../test/servers/homeserver.ts'
import { type Postgres, startPostgres } from '../../test/servers/postgres.ts'
import { prepareSwitchboard, type SwitchboardProcess } from '../../test/support/switchboard-process.ts'
import { waitFor } from '../../test/support/wait-for.ts'
import { type IrcFeed, startIrcFeed } from './irc-feed.ts'
import { compiledProgram, programEnvironment } from './program.ts'
import { agentAt, makeSchema, roomOf, seed } from './seed.ts'

export const serverName = 'switchboard.test'

/** The configuration of an operator who only raised the speed at which lines may go to IRC. */
export function ircSection(id: string, port: number): object {
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
export function prepare(databaseUri: string, homeserverUrl: string, networks: readonly object[]) {
  return prepareSwitchboard({
    homeserver: { url: homeserverUrl, domain: serverName },
    databaseUri,
    permissions: { [serverName]: 'agent', [`@admin:${serverName}`]: 'admin' },
    networks,
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

/** So long after a start the rooms of each transaction may be looked into first (decision 0002). */
const doubtMs = 60_000

/** Resolves once what a start brings with it is over. `startedAt` on the monotonic clock. */
export async function settled(startedAt: number): Promise<void> {
  const leftMs = startedAt + doubtMs - performance.now()
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, leftMs)))
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
    const wanted = ids.map((id) => ircSection(id, feed(id).port))
    const switchboard = await prepare(uri, homeserver.url, wanted)
    stack.defer(() => switchboard.stop())
    homeserver.connect({ url: `http://127.0.0.1:${switchboard.port}`, hsToken: tokensIn(switchboard).hs_token })
    await switchboard.start(programEnvironment(), await compiledProgram())
    return switchboard
  }
  return { postgres, uri, homeserver, feed, start, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

export interface DeskOptions {
  readonly networks: readonly string[]
  /** Open conversations on each network. */
  readonly chats: number
  /** Networks on which everybody waits for an agent, because all are away. The others have theirs. */
  readonly waiting?: readonly string[]
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

export async function openDesk({ networks, chats, waiting = [], onMessage }: DeskOptions): Promise<Desk> {
  const rig = await openRig(networks, onMessage)
  await makeSchema(rig.uri)
  for (const network of networks) {
    const waits = waiting.includes(network)
    await seed(rig.uri, { network, status: waits ? 'queued' : 'active', count: chats, agentsAway: waits })
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

/** Resolves when everything that came in is applied and everything that follows from it is carried out. */
export async function quiet({ uri }: Pick<Rig, 'uri'>): Promise<void> {
  const client = new pg.Client(uri)
  await client.connect()
  let left = ''
  const isQuiet = async () => {
    const { rows } = await client.query<{ what: string }>(waiting)
    left = rows.map(({ what }) => what).join('\n')
    return rows.length === 0
  }
  try {
    await waitFor('nothing left to do', isQuiet, { timeoutMs: 60_000, detail: () => left })
  } finally {
    await client.end()
  }
}

/** What was taken in and is not carried out yet, in words. */
const waiting = `SELECT concat_ws(' ', count(*), 'inbox', lease, kind, max(left(error, 200))) AS what
FROM inbox WHERE parked_at IS NULL GROUP BY lease, kind
UNION ALL SELECT concat_ws(' ', count(*), 'outbox', lease, side, kind, max(left(error, 200))) FROM outbox GROUP BY lease, side, kind`
