import pg from 'pg'
import { type Postgres, startPostgres } from '../../servers/postgres.ts'
import { type Synapse, startSynapse } from '../../servers/synapse.ts'
import { openAgentClient } from '../../support/agent-client.ts'
import { freePort } from '../../support/free-port.ts'
import { BusyAgent } from './busy-agent.ts'
import type { CrashNetwork } from './crash-network.ts'
import { Desk, domain, setUpDesk } from './desk.ts'
import type { RoomReader } from './gather.ts'
import { openNetworks } from './open-networks.ts'
import type { Random } from './random.ts'

export interface StaffedDesk {
  readonly desk: Desk
  readonly agents: readonly BusyAgent[]
}

/** One homeserver, one network of each kind and one durable PostgreSQL for several desks, each a Switchboard with agents of its own. */
export class CrashWorld {
  readonly synapse: Synapse
  readonly networks: readonly CrashNetwork[]
  readonly postgres: Postgres
  readonly reader: RoomReader
  readonly staffed: readonly StaffedDesk[]

  constructor(parts: Pick<CrashWorld, 'synapse' | 'networks' | 'postgres' | 'reader' | 'staffed'>) {
    this.synapse = parts.synapse
    this.networks = parts.networks
    this.postgres = parts.postgres
    this.reader = parts.reader
    this.staffed = parts.staffed
  }

  at(index: number): StaffedDesk {
    const found = this.staffed[index]
    if (!found) throw new Error(`There is no desk ${index}.`)
    return found
  }

  async close(): Promise<void> {
    await Promise.all(this.staffed.flatMap(({ agents }) => agents.map((agent) => agent.leave())))
    await Promise.all(this.staffed.map(({ desk }) => desk.stop()))
    await Promise.all([this.synapse, this.postgres, ...this.networks].map((server) => server.stop()))
  }
}

const capacity = 2
/** Longer than all ends together take on a slow machine. */
const offers = 'timeout 10 min'
const rules = [
  `queue add first ${offers}`,
  `queue add second ${offers}`,
  'rule default queue first',
  'rule publish "the beginning"',
]

export async function openCrashWorld(names: readonly string[], random: Random): Promise<CrashWorld> {
  const [postgres, networks, port] = await Promise.all([startPostgres(), openNetworks(names), freePort()])
  const synapseUrl = `http://127.0.0.1:${port}`
  await createDatabases(postgres, names)
  const desks = await Promise.all(
    names.map((name) => Desk.prepare({ name, synapseUrl, networks, databaseUri: postgres.uri(name) })),
  )
  const synapse = await startSynapse({ port, registrations: desks.map(({ registration }) => registration) })
  const reading = await synapse.registerUser('reader', 'reader', true)
  const staffed = await Promise.all(desks.map((desk) => staff(desk, synapse, random.fork())))
  return new CrashWorld({
    synapse,
    networks,
    postgres,
    staffed,
    reader: { url: synapse.url, token: reading.accessToken },
  })
}

async function createDatabases(postgres: Postgres, names: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.uri() })
  await client.connect()
  for (const name of names) await client.query(`create database ${name}`)
  await client.end()
}

/** Two agents with both queues each, ready. */
async function staff(desk: Desk, synapse: Synapse, random: Random): Promise<StaffedDesk> {
  const names = [`mira${desk.name}`, `lena${desk.name}`]
  const setUp = Promise.all([
    desk.start(),
    setUpDesk(desk, synapse, [
      ...rules,
      ...names.map((name) => `agent add @${name}:${domain} queues first, second capacity ${capacity} name ${name}`),
    ]),
  ])
  const clients = await Promise.all(
    names.map(async (name) => openAgentClient(synapse.url, await synapse.registerUser(name, name))),
  )
  await setUp
  const handedOn = new Set<string>()
  const agents = clients.map((client, index) => new BusyAgent(names[index] ?? '', client, random.fork(), handedOn))
  await Promise.all(agents.map((agent) => agent.beReady(desk.bot)))
  return { desk, agents }
}
