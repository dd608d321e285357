import { startHomeserver } from '../../test/servers/homeserver.ts'
import { startPostgres } from '../../test/servers/postgres.ts'
import { waitFor } from '../../test/support/wait-for.ts'
import type { BenchNetwork } from './bench-network.ts'
import { compiledProgram, programEnvironment } from './program.ts'
import { Arrivals } from './relayed.ts'
import { prepare, serverName, tokensIn } from './rig.ts'
import { agentAt, makeSchema, roomOf, seed } from './seed.ts'

/** Switchboard on several networks, against the homeserver stand-in, with conversations in progress. */
export interface NetworkStage {
  readonly uri: string
  readonly pid: number
  /** All that the homeserver got from us. */
  readonly arrivals: Arrivals
  /** Resolves when the homeserver has that text in the room of the n-th customer. */
  gets(network: BenchNetwork, n: number, text: string): Promise<void>
  /** The agent of the n-th customer says it in their room. */
  says(network: BenchNetwork, n: number, text: string): void
}

export async function openNetworkStage(
  stack: AsyncDisposableStack,
  networks: readonly BenchNetwork[],
): Promise<NetworkStage> {
  const uri = stack.use(await startPostgres()).uri()
  const arrivals = new Arrivals()
  const waiting = new Map<string, () => void>()
  const onMessage = (room: string, text: unknown) => {
    arrivals.add()
    waiting.get(`${room} ${text}`)?.()
  }
  const homeserver = await startHomeserver({
    serverName,
    onMessage: ({ room, content }) => onMessage(room, content['body']),
  })
  stack.defer(() => homeserver.stop())
  await makeSchema(uri)
  for (const { id, people, persons } of networks) {
    await seed(uri, { network: id, people, status: 'active', count: persons.length })
    for (const n of persons.keys()) homeserver.rooms.open(roomOf(people.prefix, n), [agentAt(id, n), homeserver.bot])
  }
  const sections = networks.map(({ section }) => section)
  const switchboard = await prepare(uri, homeserver.url, sections)
  stack.defer(() => switchboard.stop())
  homeserver.connect({ url: `http://127.0.0.1:${switchboard.port}`, hsToken: tokensIn(switchboard).hs_token })
  await switchboard.start(programEnvironment(), await compiledProgram())
  const areUp = async () => {
    const { networks: known = {} } = await switchboard.health()
    return Object.values(known as Record<string, { state: string }>).every(({ state }) => state === 'up')
  }
  await waitFor('all networks', areUp, { timeoutMs: 60_000 })
  return {
    ...{ uri, pid: switchboard.pid ?? 0, arrivals },
    gets: ({ people }, n, text) =>
      new Promise((resolve) => waiting.set(`${roomOf(people.prefix, n)} ${text}`, resolve)),
    says: ({ id, people }, n, text) => homeserver.says(roomOf(people.prefix, n), agentAt(id, n), text),
  }
}
