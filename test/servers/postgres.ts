import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Child, startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'
import { giveTo, type PostgresOwner, postgresOwner, postgresPrograms } from './postgres-binaries.ts'

export type PostgresOptions = {
  /** Forget durability (fsync, synchronous commit): for tests that do not end PostgreSQL by force. Default false. */
  readonly fast?: boolean
  readonly settings?: Readonly<Record<string, string | number>>
}

const fastSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** A real PostgreSQL of its own. Durable as in production unless it was started with `fast`. */
export class Postgres {
  readonly port: number
  readonly #folder: string
  readonly #start: () => Promise<Child>
  #server: Child

  constructor(parts: { port: number; folder: string; start: () => Promise<Child>; server: Child }) {
    this.port = parts.port
    this.#folder = parts.folder
    this.#start = parts.start
    this.#server = parts.server
  }

  get pid(): number {
    return this.#server.pid
  }

  get log(): string {
    return this.#server.output
  }

  uri(database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`
  }

  /** Fast shutdown and a new start on the same port and data. */
  async restart(): Promise<void> {
    await this.#server.stop({ signal: 'SIGINT' })
    await this.startAgain()
  }

  /** kill -9 of the postmaster; its workers notice and end. */
  async kill(): Promise<void> {
    await this.#server.stop({ signal: 'SIGKILL' })
  }

  /** After `kill` or `shutDown`. */
  async startAgain(): Promise<void> {
    this.#server = await this.#start()
  }

  /** Fast shutdown; the data stays for `startAgain`. */
  async shutDown(): Promise<void> {
    await this.#server.stop({ signal: 'SIGINT' })
  }

  pause(): void {
    this.#server.signal('SIGSTOP')
  }

  resume(): void {
    this.#server.signal('SIGCONT')
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.shutDown()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

async function initialise(programs: string, data: string, owner: PostgresOwner): Promise<void> {
  const child = await startChild({
    command: join(programs, 'initdb'),
    args: [`--pgdata=${data}`, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    env: { LC_ALL: 'C' },
    ...owner,
  })
  const { code } = await child.exited
  if (code !== 0) throw new Error(`initdb failed (${code}):\n${child.output}`)
}

async function answers(uri: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: uri })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } finally {
    await client.end()
  }
}

export async function startPostgres({ fast = false, settings = {} }: PostgresOptions = {}): Promise<Postgres> {
  const folder = temporaryFolder('postgres')
  const owner = postgresOwner()
  giveTo(owner, folder)
  const programs = postgresPrograms(folder, owner)
  const data = join(folder, 'data')
  await initialise(programs, data, owner)
  const port = await freePort()
  const all = {
    max_connections: 200,
    unix_socket_directories: '',
    listen_addresses: '127.0.0.1',
    port,
    ...(fast ? fastSettings : {}),
    ...settings,
  }
  const start = async () => {
    const server = await startChild({
      command: join(programs, 'postgres'),
      args: ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      env: { LC_ALL: 'C' },
      deathSignal: 'QUIT',
      ...owner,
    })
    const uri = `postgres://postgres@127.0.0.1:${port}/postgres`
    await waitFor('PostgreSQL to answer', () => answers(uri), {
      timeoutMs: 30_000,
      isHopeless: () => !server.isRunning,
      detail: () => server.output,
    })
    return server
  }
  return new Postgres({ port, folder, start, server: await start() })
}
