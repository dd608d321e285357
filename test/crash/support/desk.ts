import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Synapse } from '../../servers/synapse.ts'
import { type AgentClient, openAgentClient } from '../../support/agent-client.ts'
import type { Exit } from '../../support/child-process.ts'
import { prepareSwitchboard, type SwitchboardProcess } from '../../support/switchboard-process.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { waitFor } from '../../support/wait-for.ts'
import type { CrashNetwork } from './crash-network.ts'
import type { Break, NetworkType } from './evidence.ts'

export const domain = 'switchboard.test'

export interface DeskPlace {
  /** Letters only: part of all names. */
  readonly name: string
  readonly synapseUrl: string
  readonly networks: readonly CrashNetwork[]
  readonly databaseUri: string
}

/** Half of what a start costs is reading the program: the first process that ends in peace leaves it here for all others. */
const compiled = temporaryFolder('compiled')

/** Before the end of a process lines may be in its hands, and after it the server needs a moment to notice. */
const handsMs = 2500
/** The same for a server, which does nothing but pass them on. */
const serversHandsMs = 1000
const noticeMs = 1000
const endMs = 10_000

/** One Switchboard with its bot, contacts and database, beside others on the same homeserver and networks. */
export class Desk {
  readonly name: string
  readonly databaseUri: string
  readonly breaks: Break[] = []
  readonly #switchboard: SwitchboardProcess
  readonly #ends: Break[] = []
  #shouldRun = false
  #output = ''

  private constructor(place: DeskPlace, switchboard: SwitchboardProcess) {
    this.name = place.name
    this.databaseUri = place.databaseUri
    this.#switchboard = switchboard
  }

  static async prepare(place: DeskPlace): Promise<Desk> {
    return new Desk(place, await prepareSwitchboard(optionsOf(place)))
  }

  get registration(): string {
    return this.#switchboard.registration
  }

  get bot(): string {
    return `@${botName(this.name)}:${domain}`
  }

  /** The log of the last processes, the end of it. */
  get output(): string {
    return (this.#output + this.#switchboard.output).slice(-150_000)
  }

  /** Starts the process; it will end itself at `killAt`, e.g. `invite:2`. Resolves when it runs, or has ended already. */
  async start(killAt = ''): Promise<void> {
    this.#output = this.output
    this.#shouldRun = true
    const started = this.#switchboard.start({ SWITCHBOARD_KILL_AT: killAt, NODE_COMPILE_CACHE: compiled })
    await started.catch((error: unknown) => {
      if (!/ ended before it printed/.test(String(error))) throw error
    })
    if (await within(0, this.#switchboard.exited)) return
    for (const one of this.#ends) one.backAt ??= Date.now()
  }

  /** Starts the process and kills it after that time, be it ready or not. */
  async startAndKill(afterMs: number): Promise<void> {
    const before = this.#switchboard.pid
    const started = this.start()
    await waitFor('the new process', () => this.#switchboard.pid !== before)
    await pause(afterMs)
    await this.kill()
    await started
  }

  /** Resolves when the process has killed itself at the given point. */
  async died(where: string, timeoutMs: number): Promise<void> {
    const exit = await within(timeoutMs, this.#switchboard.exited)
    if (exit === undefined) throw new Error(`The point ${where} was not reached within ${timeoutMs / 1000} s.`)
    this.#noteEnd(exit, where)
  }

  async kill(): Promise<void> {
    await this.#switchboard.kill()
    const exit = await within(endMs, this.#switchboard.exited)
    if (exit) this.#noteEnd(exit, 'kill')
  }

  /** How it ended though nobody wanted it to. */
  async unwantedEnd(): Promise<string | undefined> {
    const exit = await within(0, this.#switchboard.exited)
    return this.#shouldRun && exit ? `Switchboard ended by itself: ${JSON.stringify(exit)}` : undefined
  }

  /** Customers may lose lines about now; those of one network only, where it is its server that ended. */
  noteBreak(what: string, network?: NetworkType): Break {
    const whose = network === undefined ? {} : { network }
    const handMs = network === undefined ? handsMs : serversHandsMs
    const noted: Break = { from: Date.now() - handMs, to: Date.now() + noticeMs, what, ...whose }
    this.breaks.push(noted)
    return noted
  }

  async stop(): Promise<void> {
    this.#shouldRun = false
    await this.#switchboard.stop()
  }

  /** A reading look into the database. */
  async ask<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    const client = new pg.Client({ connectionString: this.databaseUri })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<R>(sql, [...values])).rows
    } finally {
      await client.end()
    }
  }

  #noteEnd(exit: Exit, where: string): void {
    this.#shouldRun = false
    if (exit.signal !== 'SIGKILL') {
      const last = this.output.slice(-2000)
      throw new Error(`Switchboard ended by itself, not SIGKILL, at ${where}: ${JSON.stringify(exit)}\n${last}`)
    }
    this.#ends.push(this.noteBreak(where))
  }
}

/** What came within the time. */
async function within(ms: number, exited: Promise<unknown> | undefined): Promise<Exit | undefined> {
  const early = new AbortController()
  const late = pause(ms, undefined, { signal: early.signal }).catch(() => undefined)
  const exit = await Promise.race([exited, late])
  early.abort()
  return exit as Exit | undefined
}

function optionsOf({ name, synapseUrl, networks, databaseUri }: DeskPlace) {
  return {
    homeserver: { url: synapseUrl, domain },
    databaseUri,
    permissions: { [`@admin${name}:${domain}`]: 'admin' },
    networks: networks.map((network) => ({ id: network.type, type: network.type, ...network.config(name) })),
    config: {
      appservice: { id: botName(name), bot: { username: botName(name) }, username_template: `${name}_{{.}}` },
      routing: { identification_timeout: '2s' },
      limits: { per_identity: 1000, per_host: 1000, per_network: 1000 },
      public: { address: '' },
    },
  }
}

function botName(desk: string): string {
  return `switchboard-${desk}`
}

/** An admin enters the admin room, types these lines and goes. */
export async function setUpDesk(desk: Desk, synapse: Synapse, lines: readonly string[]): Promise<void> {
  const name = `admin${desk.name}`
  const admin = await openAgentClient(synapse.url, await synapse.registerUser(name, name))
  try {
    const { room } = await admin.invited(undefined, 30_000)
    await admin.join(room)
    for (const line of lines) await typeLine(admin, room, desk.bot, line)
  } finally {
    await admin.stop()
  }
}

async function typeLine(admin: AgentClient, room: string, bot: string, line: string): Promise<void> {
  const answers = () => admin.messages(room).filter(({ sender }) => sender === bot)
  const before = answers().length
  await admin.says(room, line)
  const { body } = await admin.waitFor(`an answer to ${line}`, () => answers()[before], 20_000)
  if (/^(Not |I do not|There is no|No )/.test(body)) throw new Error(`${line}: ${body}`)
}

/** Resolves when nothing is left to do at the desk. */
export async function becomeCalm(desk: Desk, timeoutMs: number): Promise<void> {
  let left: unknown
  let end: string | undefined
  await waitFor(
    'all conversations to end and nothing to be left',
    async () => {
      end = await desk.unwantedEnd()
      const [row] = await desk.ask<Record<string, number>>(unfinished)
      left = row
      return Object.values(row ?? { nothing: 1 }).every((count) => Number(count) === 0)
    },
    { timeoutMs, isHopeless: () => end !== undefined, detail: () => end ?? JSON.stringify(left) },
  )
}

const unfinished = `SELECT
  (SELECT count(*) FROM conversation WHERE status <> 'closed')::integer AS conversations,
  (SELECT count(*) FROM inbox)::integer AS inbox,
  (SELECT count(*) FROM outbox)::integer AS outbox,
  (SELECT count(*) FROM seat)::integer AS seats,
  (SELECT count(*) FROM offer WHERE status IN ('pending', 'accepted'))::integer AS offers`
