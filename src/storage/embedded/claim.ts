import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Cluster } from './cluster.ts'
import { uriOf } from './connect.ts'

/** The right to use a cluster. It ends with its connection, so that a killed process holds nothing. */
export interface Claim {
  release(): Promise<void>
}

/** Any number, the same in all processes. */
const advisoryLock = 74_110_002
const patienceMs = 1500
const askEveryMs = 100

/** Claims the cluster that answers on `port`; undefined when another process has it, and not only its last connections. */
export async function claim(cluster: Cluster, port: number): Promise<Claim | undefined> {
  const client = new pg.Client({
    connectionString: uriOf(cluster, port, 'postgres'),
    application_name: 'switchboard claim',
    keepAlive: true,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    if (await lock(client)) return { release: () => client.end() }
  } catch (error) {
    await client.end()
    throw error
  }
  await client.end()
  return undefined
}

async function lock(client: pg.Client): Promise<boolean> {
  const until = performance.now() + patienceMs
  for (;;) {
    const { rows } = await client.query<{ won: boolean }>('SELECT pg_try_advisory_lock($1) AS won', [advisoryLock])
    if (rows[0]?.won) return true
    if (performance.now() > until) return false
    await pause(askEveryMs)
  }
}
