import pg from 'pg'
import { percentile } from './figures.ts'

export interface BareCommits {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

const row = 'x'.repeat(300)

/** One row of about the size of a message, committed alone: the least that "it is in the database" can cost. */
export class BareCommitter {
  readonly #clients: readonly pg.Client[]

  private constructor(clients: readonly pg.Client[]) {
    this.#clients = clients
  }

  static async open(uri: string, connections = 1): Promise<BareCommitter> {
    const clients = Array.from({ length: connections }, () => new pg.Client(uri))
    await Promise.all(clients.map((client) => client.connect()))
    await clients[0]?.query('CREATE TABLE IF NOT EXISTS bare (id bigint GENERATED ALWAYS AS IDENTITY, body text)')
    return new BareCommitter(clients)
  }

  /** One commit; ms. */
  async one(): Promise<number> {
    return commit(this.#clients[0] as pg.Client)
  }

  /** Commits on all connections at once, one after another on each. */
  async run(ms: number): Promise<BareCommits> {
    const times: number[] = []
    const startedAt = performance.now()
    const work = async (client: pg.Client): Promise<void> => {
      while (performance.now() - startedAt < ms) times.push(await commit(client))
    }
    await Promise.all(this.#clients.map(work))
    const seconds = (performance.now() - startedAt) / 1000
    return { perSecond: times.length / seconds, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()))
  }
}

async function commit(client: pg.Client): Promise<number> {
  const startedAt = performance.now()
  await client.query({ name: 'bare', text: 'INSERT INTO bare (body) VALUES ($1)', values: [row] })
  return performance.now() - startedAt
}
