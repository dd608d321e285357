import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Inspircd, startInspircd } from '../../test/servers/inspircd.ts'
import { connectIrc } from '../../test/servers/irc-client.ts'
import { type Postgres, startPostgres } from '../../test/servers/postgres.ts'
import { type Synapse, type SynapseUser, startSynapse } from '../../test/servers/synapse.ts'
import { Agent } from '../../test/support/agent.ts'
import { openAgentClient } from '../../test/support/agent-client.ts'
import { Customer } from '../../test/support/customer.ts'
import { freePort } from '../../test/support/free-port.ts'
import type { SwitchboardProcess } from '../../test/support/switchboard-process.ts'
import { Talk } from '../../test/support/talk.ts'
import { compiledProgram, programEnvironment } from './program.ts'
import { ircSection, prepare, serverName, tokensIn } from './rig.ts'

const bot = `@switchboard:${serverName}`
const setUp = [
  'queue add billing',
  'rule default queue billing',
  `agent add @mira:${serverName} queues billing capacity 200`,
  'rule publish "bench"',
]

/** A customer on IRC, the room of their conversation, and the ghost that speaks for them in it. */
export interface Line {
  readonly customer: Customer
  readonly room: string
  readonly ghost: string
}

/** A real homeserver, a real IRC server, and Switchboard with conversations in progress. */
export interface Stage {
  readonly postgres: Postgres
  readonly irc: Inspircd
  readonly synapse: Synapse
  readonly switchboard: SwitchboardProcess
  readonly asToken: string
  /** The agent, who is in all rooms. */
  readonly mira: SynapseUser
  readonly lines: readonly Line[]
}

/** `registrations`: of further application services, made when the addresses are known. */
export async function openStage(
  stack: AsyncDisposableStack,
  customers: number,
  registrations: readonly string[] = [],
): Promise<Stage> {
  const [postgres, irc, port] = [await startPostgres(), await startInspircd({ allowFloods: true }), await freePort()]
  stack.use(postgres)
  stack.use(irc)
  const url = `http://127.0.0.1:${port}`
  const switchboard = await prepare(postgres.uri(), url, [ircSection('bench', irc.port)])
  const synapse = stack.use(await startSynapse({ port, registrations: [switchboard.registration, ...registrations] }))
  stack.defer(() => switchboard.stop())
  const mira = await synapse.registerUser('mira', 'mira')
  await furnish(synapse, switchboard)
  const asToken = tokensIn(switchboard).as_token
  const lines = await begin({ irc, synapse, mira, asToken }, customers, stack)
  await allDone(postgres.uri(), 0)
  return { postgres, irc, synapse, switchboard, asToken, mira, lines }
}

/** The admin types what there has to be. */
async function furnish(synapse: Synapse, switchboard: SwitchboardProcess): Promise<void> {
  const admin = await openAgentClient(synapse.url, await synapse.registerUser('admin', 'admin', true))
  await switchboard.start(programEnvironment(), await compiledProgram())
  const { room } = await admin.invited(undefined, 30_000)
  await admin.join(room)
  const talk = new Talk(admin, room, bot)
  for (const line of setUp) await talk.asks(line)
  await admin.stop()
}

/** Everybody writes once and gets the agent, who then stops looking, so that only the measured is left. */
async function begin(
  { irc, synapse, mira, asToken }: Pick<Stage, 'irc' | 'synapse' | 'mira' | 'asToken'>,
  customers: number,
  stack: AsyncDisposableStack,
): Promise<readonly Line[]> {
  const client = await openAgentClient(synapse.url, mira)
  const direct = await client.startDirectChat(bot)
  await client.waitFor('the bot', () => client.messages(direct).length > 0)
  const agent = new Agent(client, bot, direct)
  await agent.isReady()
  const lines: Line[] = []
  for (let n = 0; n < customers; n++) {
    const version = { text: 'irssi v1.4.3 - running on Linux x86_64' }
    const person = await connectIrc({ port: irc.port, nick: `anna${n}`, version })
    stack.defer(() => person.disconnect())
    const customer = new Customer(person, 'support')
    customer.says('my invoice is wrong')
    const offer = await agent.isOffered(person.nick)
    await agent.accepts(offer)
    lines.push({ customer, room: offer.room, ghost: await ghostIn(synapse, asToken, offer.room) })
  }
  await client.stop()
  return lines
}

async function ghostIn({ url }: Synapse, asToken: string, room: string): Promise<string> {
  const address = `${url}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/joined_members`
  const answer = await fetch(address, { headers: { authorization: `Bearer ${asToken}` } })
  const { joined } = (await answer.json()) as { joined: object }
  const ghost = Object.keys(joined).find((user) => user.startsWith('@sb_'))
  if (!ghost) throw new Error(`there is no ghost in ${room}`)
  return ghost
}

const doneWith = `SELECT (SELECT count(*) FROM inbox)::integer + (SELECT count(*) FROM outbox)::integer AS left,
  (SELECT count(*) FROM conversation_event WHERE type = 'customer-wrote')::integer AS wrote`

/** Resolves with the number of customers' messages carried so far, once there are so many and nothing is left to do. */
export async function allDone(uri: string, wanted: number, everyMs = 20): Promise<number> {
  const client = new pg.Client(uri)
  await client.connect()
  try {
    for (const until = performance.now() + 90_000; performance.now() < until; await pause(everyMs)) {
      const { rows } = await client.query<{ left: number; wrote: number }>({ name: 'done', text: doneWith })
      const [row] = rows
      if (row?.left === 0 && row.wrote >= wanted) return row.wrote
    }
    throw new Error('messages were not carried within 90 s')
  } finally {
    await client.end()
  }
}
