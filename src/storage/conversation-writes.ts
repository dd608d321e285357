import type { Conversation } from '../core/conversation/state.ts'
import type { ConversationId, RoomId } from '../core/ids.ts'
import type { NewEvent, StoredConversation, StoreTransaction } from '../ports/store-transaction.ts'
import { type Asking, prepared, type Statement } from './statement.ts'
import { toStoredJson } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

export interface StoredState {
  readonly state: string
  readonly room_id: RoomId | null
}

const lock = prepared('lock-conversation', 'SELECT state, room_id FROM conversation WHERE id = $1 FOR NO KEY UPDATE')

const lockOpen = prepared(
  'lock-open-conversation',
  `SELECT state, room_id FROM conversation
WHERE network = $1 AND chat = $2 AND status <> 'closed' FOR NO KEY UPDATE`,
)

const nextId = prepared('next-conversation-id', `SELECT nextval(pg_get_serial_sequence('conversation', 'id')) AS id`)

const insert = prepared(
  'insert-conversation',
  `WITH counted AS (
  UPDATE chat SET conversation_count = conversation_count + 1 WHERE network = $13 AND chat = $14
)
INSERT INTO conversation (id, status, queue, priority, waiting_since, agent, agent_name, accepted_at, version, opened_at,
  closed_at, state, network, chat, contact, wordless)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
)

/** What was known of queue and agent stays for statistics when it closes. */
const update = prepared(
  'update-conversation',
  `WITH changed AS (
  UPDATE conversation SET status = $2,
    queue = coalesce($3, queue), priority = coalesce($4, priority), waiting_since = coalesce($5, waiting_since),
    agent = CASE WHEN $2 = 'closed' THEN agent ELSE $6 END, agent_name = coalesce($7, agent_name),
    accepted_at = coalesce($8, accepted_at), version = $9, opened_at = $10, closed_at = $11, state = $12,
    wordless = $14, updated_at = clock_timestamp()
  WHERE id = $1 AND version = $13 RETURNING id
)
SELECT require_rows((SELECT count(*) FROM changed), 1, 'conversation')`,
)

/** As it was not closed before, however often it is saved after. */
const uncount = prepared(
  'uncount-conversation',
  `UPDATE chat SET conversation_count = conversation_count - 1
FROM conversation WHERE conversation.id = $1 AND conversation.status <> 'closed'
  AND chat.network = conversation.network AND chat.chat = conversation.chat`,
)

const setRoom = prepared('set-room', 'UPDATE conversation SET room_id = $2 WHERE id = $1')

const append = prepared(
  'append-events',
  `INSERT INTO conversation_event (conversation_id, version, at, type, body)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::timestamptz[], $4::text[], $5::text[])`,
)

const applied = prepared(
  'mark-applied',
  `WITH gone AS (DELETE FROM inbox WHERE id = ANY ($1::bigint[]) RETURNING id)
SELECT require_rows((SELECT count(*) FROM gone), cardinality($1::bigint[]), 'inbox')`,
)

const decide = prepared('add-decision', 'INSERT INTO decision (conversation_id, at, body) VALUES ($1, $2, $3)')

type ConversationWrites = Pick<
  StoreTransaction,
  | 'lockConversation'
  | 'lockOpenConversationOf'
  | 'newConversationId'
  | 'saveConversation'
  | 'setRoom'
  | 'appendEvents'
  | 'markApplied'
  | 'addDecision'
>

export function conversationWrites(tx: Transaction): ConversationWrites {
  return {
    lockConversation: (id) => readOne(tx, lock, [id]),
    lockOpenConversationOf: (network, chat) => readOne(tx, lockOpen, [network, chat]),
    newConversationId: () => newConversationId(tx),
    saveConversation: (conversation, expectedVersion) => save(tx, conversation, expectedVersion),
    setRoom: (conversation, room) => tx.send(setRoom, [conversation, room]),
    appendEvents: (events) => appendEvents(tx, events),
    markApplied: (ids) => tx.send(applied, [ids]),
    addDecision: (record) => tx.send(decide, [record.conversation, new Date(record.at), toStoredJson(record)]),
  }
}

export async function readOne(
  asking: Asking,
  statement: Statement,
  values: readonly unknown[],
): Promise<StoredConversation | undefined> {
  const [row] = await asking.rows<StoredState>(statement, values)
  return row && toStoredConversation(row)
}

export function toStoredConversation({ state, room_id }: StoredState): StoredConversation {
  const conversation = JSON.parse(state) as Conversation
  return { conversation, ...(room_id === null ? {} : { room: room_id }) }
}

async function newConversationId(tx: Transaction): Promise<ConversationId> {
  const [row] = await tx.rows<{ id: ConversationId }>(nextId)
  if (!row) throw new Error('a sequence gave no number')
  return row.id
}

function save(tx: Transaction, conversation: Conversation, expectedVersion: number | undefined): void {
  const columns = columnsOf(conversation)
  const { network, chat, contact, wordless = false } = conversation
  if (expectedVersion === undefined) {
    tx.send(insert, [...columns, network, chat, contact, wordless])
    return
  }
  if (wordless && conversation.status === 'closed') tx.send(uncount, [conversation.id])
  tx.send(update, [...columns, expectedVersion, wordless])
}

function columnsOf(conversation: Conversation): readonly unknown[] {
  const { id, status, version, openedAt } = conversation
  const placement = 'placement' in conversation ? conversation.placement : undefined
  const assigned = 'agent' in conversation ? conversation : undefined
  return [
    id,
    status,
    placement?.queue ?? null,
    placement?.priority ?? null,
    placement ? new Date(placement.since) : null,
    assigned?.agent ?? null,
    assigned?.agentName ?? null,
    assigned ? new Date(assigned.acceptedAt) : null,
    version,
    new Date(openedAt),
    conversation.status === 'closed' ? new Date(conversation.closedAt) : null,
    toStoredJson(conversation),
  ]
}

function appendEvents(tx: Transaction, events: readonly NewEvent[]): void {
  if (events.length === 0) return
  tx.send(append, [
    events.map(({ conversation }) => conversation),
    events.map(({ version }) => version),
    events.map(({ event }) => new Date(event.at)),
    events.map(({ event }) => event.type),
    events.map(({ event }) => toStoredJson(event)),
  ])
}
