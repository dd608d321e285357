import { mkdir, realpath } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type Claim, claim } from './embedded/claim.ts'
import { type Cluster, prepareCluster } from './embedded/cluster.ts'
import { ensureDatabase, uriOf } from './embedded/connect.ts'
import { postgresUser, requireEntry } from './embedded/os-user.ts'
import { findOrStart, type Postmaster } from './embedded/postmaster.ts'
import { findPrograms } from './embedded/programs.ts'

export interface EmbeddedOptions {
  /** Holds the cluster, its password, its port and its log. For one Switchboard process at a time. */
  readonly folder: string
  /** Told in words when the server ended by itself, was started again, or could not be. */
  readonly onTrouble?: (text: string, error?: unknown) => void
}

const pauseMs = { first: 200, longest: 5000 }
const stopMs = 15_000

/** Starts the PostgreSQL in that folder, makes it first if need be, or takes over the one that a killed process left there. */
export async function startEmbedded({ folder, onTrouble }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await mkdir(folder, { recursive: true })
  const home = await realpath(folder)
  const user = await postgresUser()
  await requireEntry(home, user)
  const cluster = await prepareCluster(home, await findPrograms(home, user), user)
  const postmaster = await findOrStart(cluster)
  await ensureDatabase(cluster, postmaster.port)
  return new EmbeddedPostgres(cluster, postmaster, onTrouble)
}

/** A PostgreSQL of our own in a data folder, kept running until it is stopped. */
export class EmbeddedPostgres implements AsyncDisposable {
  readonly #cluster: Cluster
  readonly #onTrouble: NonNullable<EmbeddedOptions['onTrouble']>
  readonly #stopping = new AbortController()
  readonly #watching: Promise<void>
  #postmaster: Postmaster
  #claim: Claim | undefined

  constructor(cluster: Cluster, postmaster: Postmaster, onTrouble: EmbeddedOptions['onTrouble']) {
    this.#cluster = cluster
    this.#postmaster = postmaster
    this.#onTrouble = onTrouble ?? (() => {})
    this.#watching = this.#watch()
  }

  /** The same as long as this object lives. */
  get uri(): string {
    return uriOf(this.#cluster, this.#postmaster.port)
  }

  get pid(): number {
    return this.#postmaster.pid
  }

  /** Whether it ran before we came: another process may be using it. */
  get wasRunning(): boolean {
    return this.#postmaster.wasRunning
  }

  /** Takes it for this process alone, until `stop` or `leave`. False when another process has it. */
  async claim(): Promise<boolean> {
    this.#claim = await claim(this.#cluster, this.#postmaster.port)
    return this.#claim !== undefined
  }

  /** Lets it run on, unwatched. */
  async leave(): Promise<void> {
    this.#stopping.abort()
    await this.#watching
    await this.#claim?.release()
  }

  /** Ends the server in an orderly way; connections that are still open are cut. */
  async stop(): Promise<void> {
    await this.leave()
    await end(this.#postmaster)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #watch(): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#stopping.signal.addEventListener('abort', () => resolve()))
    while (!this.#stopping.signal.aborted) {
      await Promise.race([this.#postmaster.gone, stopped])
      if (this.#stopping.signal.aborted) return
      this.#onTrouble('the embedded PostgreSQL ended by itself and is started again')
      await this.#startAgain()
    }
  }

  /** The first tries may fail: workers of the old server are still ending. */
  async #startAgain(): Promise<void> {
    let waitMs = pauseMs.first
    while (!this.#stopping.signal.aborted) {
      try {
        this.#postmaster = await findOrStart(this.#cluster, this.#postmaster.port)
        if (this.#claim) await this.claim()
        return this.#onTrouble('the embedded PostgreSQL runs again')
      } catch (error) {
        this.#onTrouble('the embedded PostgreSQL could not be started; trying again', error)
      }
      await pause(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      waitMs = Math.min(waitMs * 2, pauseMs.longest)
    }
  }
}

/** SIGINT: fast shutdown. SIGQUIT after that loses nothing either, the next start recovers. */
async function end({ pid, gone }: Postmaster): Promise<void> {
  signal(pid, 'SIGINT')
  const late = new AbortController()
  const timeout = pause(stopMs, 'late' as const, { signal: late.signal }).catch(() => undefined)
  if ((await Promise.race([gone, timeout])) === 'late') signal(pid, 'SIGQUIT')
  late.abort()
  await gone
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}
