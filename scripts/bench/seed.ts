import pg from 'pg'
import type { Conversation } from '../../src/core/conversation/state.ts'
import type { AgentId, NetworkId, RemoteChatId } from '../../src/core/ids.ts'
import { maskChat, printAddress } from '../../src/networks/irc/ids.ts'
import type { ChatAddress } from '../../src/ports/network.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { openStore } from '../../src/storage/open-store.ts'
import { anOffer, anOpening, aPlacement, opened, play, wrote } from '../../test/support/conversation-samples.ts'
import { queue, sampleAgent } from '../../test/support/routing-samples.ts'

/** How a network knows the people of a seed. All names are of one length, so that one person's records become another's by replacing the name. */
export interface SeededPeople {
  readonly type: string
  /** What the names begin with; six digits follow. */
  readonly prefix: string
  chatOf(name: string): RemoteChatId
  addressOf(name: string): ChatAddress
}

export interface Seed {
  readonly network: string
  /** Without: people on the IRC feed. */
  readonly people?: SeededPeople
  readonly status: 'active' | 'queued'
  readonly count: number
  /** Whether there are agents who could take one who waits. */
  readonly agentsAway?: boolean
}

/** The n-th name with this prefix, on IRC feeds the network. */
export function nickOf(prefix: string, n: number): string {
  return `${prefix}${String(n).padStart(6, '0')}`
}

export function roomOf(prefix: string, n: number): string {
  return `!${nickOf(prefix, n)}:switchboard.test`
}

const perAgent = 50
const agentsOf = (count: number): number => Math.ceil(count / perAgent)

/** The agent who has the n-th conversation of a network. */
export function agentAt(network: string, n: number): AgentId {
  return `@${network}-agent${Math.floor(n / perAgent)}:switchboard.test` as AgentId
}

/** Conversations as they stand after the usual events, made once by the core and then copied within the database. */
export async function seed(uri: string, { status, count, agentsAway = false, ...who }: Seed): Promise<void> {
  const { network, people = onFeed(who.network) } = who
  const wake = (): void => undefined
  const store = openStore({ uri, holder: 'seed', maxConnections: 2, now: Date.now, wake })
  const client = new pg.Client(uri)
  await client.connect()
  try {
    await client.query(agents, [agentsOf(count), JSON.stringify(agentData(agentsAway)), network, !agentsAway])
    const first = await store.transaction(undefined, async (tx) => {
      const id = await tx.newConversationId()
      const conversation = made(network, people, status, id)
      const { chat, contact, customer } = conversation
      tx.saveChat({
        network: network as NetworkId,
        chat,
        contact,
        customer,
        address: people.addressOf(nickOf(people.prefix, 0)),
        at: Date.now(),
      })
      tx.saveConversation(conversation)
      return id
    })
    const { prefix, type } = people
    const name = nickOf(prefix, 0)
    await client.query(chats, [name, network, count, prefix])
    await client.query(conversations, [name, network, count, first, prefix])
    await client.query(rooms, [network, prefix])
    if (status === 'active') await client.query(seats, [agentsOf(count), network, type])
    await client.query('ANALYZE')
  } finally {
    await client.end()
    await store.close()
  }
}

/** So many agents altogether, the new ones ready and without a conversation. */
export async function seedAgents(uri: string, count: number): Promise<void> {
  const client = new pg.Client(uri)
  await client.connect()
  try {
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM agent')
    const missing = count - Number(rows[0]?.count)
    if (missing <= 0) return
    await client.query(agents, [missing, JSON.stringify(agentData(false)), `more${count}`, true])
    await client.query('ANALYZE agent')
  } finally {
    await client.end()
  }
}

export async function makeSchema(uri: string): Promise<void> {
  await migrate(uri)
}

function made(network: string, people: SeededPeople, status: Seed['status'], id: Conversation['id']): Conversation {
  const name = nickOf(people.prefix, 0)
  const customer = { name, address: name }
  const chat = people.chatOf(name)
  const names = { network: network as NetworkId, networkName: network, chat, customer, questions: [] }
  const at = Date.now()
  const person = { agent: agentAt(network, 0), name: 'Agent' }
  const queued = play(
    opened({ ...anOpening(), ...names, id }),
    wrote('my invoice is wrong', at),
    { type: 'identification-ended', at },
    { type: 'routed', at, placement: aPlacement({ since: at }) },
  )
  if (status === 'queued') return queued.conversation
  return play(
    queued,
    { type: 'offered', at, offer: anOffer(person) },
    { type: 'agent-joined', at, person, seated: true },
  ).conversation
}

function onFeed(network: string): SeededPeople {
  const person = (nick: string) => ({ nick, user: 'user', host: `${nick}.bench`, realName: nick })
  return {
    ...{ type: 'irc', prefix: network },
    chatOf: (nick) => maskChat(person(nick), 'rfc1459'),
    addressOf: (nick) => printAddress(person(nick)),
  }
}

function agentData(isAway: boolean): object {
  const availability = { state: isAway ? ('away' as const) : ('ready' as const), since: 0, by: 'agent' as const }
  const { seats: _, ...data } = sampleAgent('agent', { availability, capacity: perAgent, queues: [queue('billing')] })
  return data
}

const agents = `INSERT INTO agent (id, name, available, capacity, version, data)
SELECT '@' || $3 || '-agent' || n || ':switchboard.test', 'Agent', $4::boolean, 50, 1,
  jsonb_set($2::jsonb, '{id}', to_jsonb('@' || $3 || '-agent' || n || ':switchboard.test'))::text
FROM generate_series(0, $1::integer - 1) AS n ON CONFLICT DO NOTHING`

function nameAt(prefix: string): string {
  return `${prefix} || lpad(n::text, 6, '0')`
}

const chats = `INSERT INTO chat (network, chat, contact, address, customer, maybe_same, first_at, last_at)
SELECT network, replace(chat, $1, ${nameAt('$4')}), contact, replace(address, $1, ${nameAt('$4')}), replace(customer, $1, ${nameAt('$4')}),
  maybe_same, first_at, last_at
FROM chat, generate_series(1, $3::integer - 1) AS n WHERE network = $2 AND chat LIKE '%' || $1 || '%'`

const conversations = `WITH copies AS (
  SELECT n, nextval(pg_get_serial_sequence('conversation', 'id')) AS id FROM generate_series(1, $3::integer - 1) AS n
)
INSERT INTO conversation (id, network, chat, contact, status, queue, priority, waiting_since, agent, agent_name,
  accepted_at, version, opened_at, state)
SELECT copies.id, network, replace(chat, $1, ${nameAt('$5')}), contact, status, queue, priority,
  waiting_since + n * interval '1 ms',
  CASE WHEN agent IS NOT NULL THEN '@' || $2 || '-agent' || n / 50 || ':switchboard.test' END, agent_name, accepted_at, version, opened_at,
  replace(replace(replace(state, '"id":' || $4 || ',', '"id":' || copies.id || ','), $1, ${nameAt('$5')}), '-agent0:',
    '-agent' || n / 50 || ':')
FROM conversation, copies WHERE conversation.id = $4::bigint`

const rooms = `UPDATE conversation SET room_id = '!' || substring(chat FROM $2 || '[0-9]{6}') || ':switchboard.test'
WHERE network = $1`

const seats = `INSERT INTO seat (conversation_id, agent_id, network, network_type, kind)
SELECT id, agent, network, $3, 'active' FROM conversation WHERE network = $2 AND status = 'active' AND $1::integer > 0`
