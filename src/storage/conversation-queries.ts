import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Conversation, ConversationIn } from '../core/conversation/state.ts'
import type { AgentId, ConversationId, NetworkId, OfferId, QueueName, RemoteChatId } from '../core/ids.ts'
import type { DecisionRecord } from '../core/routing/decision-record.ts'
import type { StoredOffer, StoreQueries } from '../ports/store-queries.ts'
import type { EarlierConversation, LastConversation } from '../ports/stored-chat.ts'
import { run, sql } from './build.ts'
import { readOne, type StoredState, toStoredConversation } from './conversation-writes.ts'
import { type Asking, prepared } from './statement.ts'

const read = prepared('read-conversation', 'SELECT state, room_id FROM conversation WHERE id = $1')

const openPage = prepared(
  'open-conversations',
  `SELECT state, room_id FROM conversation
WHERE network = $1 AND status <> 'closed' AND status = ANY ($2::text[]) AND chat > $3 ORDER BY chat LIMIT $4`,
)

const last = prepared(
  'last-conversation',
  `SELECT id, chat, opened_at, closed_at, agent_name, state FROM conversation
WHERE network = $1 AND chat = $2 AND NOT wordless ORDER BY opened_at DESC, id DESC LIMIT 1`,
)

const earlier = prepared(
  'earlier-conversations',
  `SELECT state, queue, agent_name FROM conversation
WHERE network = $1 AND chat = $2 AND status = 'closed' AND NOT wordless ORDER BY opened_at DESC, id DESC LIMIT $3`,
)

const lastSame = prepared(
  'last-maybe-same',
  `SELECT conversation.id, conversation.chat, opened_at, closed_at, agent_name, state
FROM chat JOIN conversation USING (network, chat)
WHERE chat.network = $1 AND chat.maybe_same = $2 AND chat.chat <> $3 AND NOT wordless ORDER BY opened_at DESC, conversation.id DESC LIMIT 1`,
)

interface LastRow {
  readonly id: ConversationId
  readonly chat: RemoteChatId
  readonly opened_at: number
  readonly closed_at: number | null
  readonly agent_name: string | null
  readonly state: string
}

interface EarlierRow {
  readonly state: string
  readonly queue: QueueName | null
  readonly agent_name: string | null
}

interface OfferRow {
  readonly id: OfferId
  readonly conversation_id: ConversationId
  readonly agent_id: AgentId
  readonly status: StoredOffer['status']
  readonly offered_at: number
  readonly ended_at: number | null
  readonly reason: string | null
}

type ConversationQueries = Pick<
  StoreQueries,
  | 'conversation'
  | 'conversationsIn'
  | 'openConversations'
  | 'eventsOf'
  | 'offersOf'
  | 'decisionsOf'
  | 'earlierConversations'
  | 'lastConversationOf'
  | 'lastMaybeSame'
>

export function conversationQueries(database: Asking): ConversationQueries {
  return {
    conversation: (id) => readOne(database, read, [id]),
    async conversationsIn(statuses, limit) {
      const query = sql('conversation')
        .select('state', 'room_id')
        .whereIn('status', [...statuses])
      const rows = await run<StoredState>(database, query.orderBy('id', 'desc').limit(limit))
      return rows.map(toStoredConversation)
    },
    async openConversations({ network, statuses, after, limit }) {
      const rows = await database.rows<StoredState>(openPage, [network, [...statuses], after, limit])
      return rows.map(toStoredConversation)
    },
    async eventsOf(id) {
      const query = sql('conversation_event').select('version', 'at', 'body').where({ conversation_id: id })
      const rows = await run<{ version: number; at: number; body: string }>(database, query.orderBy('version'))
      return rows.map(({ version, at, body }) => ({ version, at, event: JSON.parse(body) as ConversationEvent }))
    },
    async offersOf(id) {
      const query = sql('offer').select('*').where({ conversation_id: id }).orderBy(['offered_at', 'id'])
      return (await run<OfferRow>(database, query)).map(toOffer)
    },
    async decisionsOf(id, limit) {
      const query = sql('decision').select('body').where({ conversation_id: id }).orderBy('id', 'desc').limit(limit)
      return (await run<{ body: string }>(database, query)).map(({ body }) => JSON.parse(body) as DecisionRecord)
    },
    async earlierConversations(network, chat, limit) {
      return (await database.rows<EarlierRow>(earlier, [network, chat, limit])).map(toEarlier)
    },
    lastConversationOf: (network, chat) => readLast(database, network, chat),
    async lastMaybeSame(network, maybeSame, except) {
      const [row] = await database.rows<LastRow>(lastSame, [network, maybeSame, except])
      return row && toLast(row)
    },
  }
}

async function readLast(
  database: Asking,
  network: NetworkId,
  chat: RemoteChatId,
): Promise<LastConversation | undefined> {
  const [row] = await database.rows<LastRow>(last, [network, chat])
  return row && toLast(row)
}

function toLast({ id, chat, opened_at, closed_at, agent_name, state }: LastRow): LastConversation {
  const conversation = JSON.parse(state) as Conversation
  return {
    conversation: id,
    chat,
    openedAt: opened_at,
    ...(agent_name === null ? {} : { agentName: agent_name }),
    ...(closed_at === null ? {} : { closedAt: closed_at }),
    ...('code' in conversation ? { code: conversation.code } : {}),
  }
}

function toEarlier({ state, queue, agent_name }: EarlierRow): EarlierConversation {
  return {
    conversation: JSON.parse(state) as ConversationIn<'closed'>,
    ...(queue === null ? {} : { queue }),
    ...(agent_name === null ? {} : { agentName: agent_name }),
  }
}

function toOffer({ id, conversation_id, agent_id, status, offered_at, ended_at, reason }: OfferRow): StoredOffer {
  return {
    id,
    conversation: conversation_id,
    agent: agent_id,
    status,
    at: offered_at,
    ...(ended_at === null ? {} : { endedAt: ended_at }),
    ...(reason === null ? {} : { reason }),
  }
}
