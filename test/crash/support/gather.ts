import { type Desk, domain } from './desk.ts'
import type { ConversationEvidence, Gap, RoomMessage } from './evidence.ts'
import type { Writer } from './writer.ts'

/** Reads rooms as an admin of the homeserver: everything, whoever is in them. */
export interface RoomReader {
  readonly url: string
  readonly token: string
}

interface StoredConversation {
  readonly id: number
  readonly room: string | null
  readonly status: string
  readonly opened: number
  readonly closed: number | null
}

const conversationsOf = `SELECT id::integer, room_id AS room, status, (extract(epoch FROM opened_at) * 1000)::float8 AS opened,
  (extract(epoch FROM closed_at) * 1000)::float8 AS closed
FROM conversation WHERE network = $1 AND chat LIKE $2 ORDER BY id`
const eventsOf = 'SELECT body FROM conversation_event WHERE conversation_id = $1 ORDER BY version'
const offersOf = 'SELECT agent_id AS agent, status FROM offer WHERE conversation_id = $1 ORDER BY offered_at'

/** All conversations of one customer, as the database and the homeserver have them. */
export async function conversationsWith(
  desk: Desk,
  reader: RoomReader,
  { network, chats }: Pick<Writer, 'network' | 'chats'>,
): Promise<readonly ConversationEvidence[]> {
  const stored = await desk.ask<StoredConversation & Record<string, unknown>>(conversationsOf, [network, chats])
  return Promise.all(stored.map((one) => evidenceOf(desk, reader, one)))
}

/** Which of these ids the inbox has ever taken in. */
export async function receivedIds(desk: Desk, network: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = ids.map((id) => `in:${network}/${id}`)
  const rows = await desk.ask<{ key: string }>('SELECT key FROM seen WHERE key = ANY ($1)', [keys])
  const known = new Set(rows.map(({ key }) => key))
  return new Set(ids.filter((_, index) => known.has(keys[index] ?? '')))
}

interface LoggedEvent {
  readonly type: string
  readonly at: number
  readonly ms?: number
  readonly message?: { readonly text: string }
}

async function evidenceOf(desk: Desk, reader: RoomReader, stored: StoredConversation): Promise<ConversationEvidence> {
  const [rows, offers, events] = await Promise.all([
    desk.ask<{ body: string }>(eventsOf, [stored.id]),
    desk.ask<{ agent: string; status: string }>(offersOf, [stored.id]),
    stored.room === null ? [] : timeline(reader, stored.room),
  ])
  const log = rows.map(({ body }) => JSON.parse(body) as LoggedEvent)
  const messages = await withTaken(desk, events)
  return {
    id: stored.id,
    room: stored.room ?? undefined,
    status: stored.status,
    openedAt: stored.opened,
    closedAt: stored.closed ?? undefined,
    applied: log.flatMap(({ type, message }) => (type === 'customer-wrote' && message ? [message.text] : [])),
    gaps: gapsIn(log),
    transfers: log.filter(({ type }) => type === 'transferred').length,
    offers,
    invitations: events.flatMap((event) => invitedAgent(desk, event)),
    messages,
    comings: events.flatMap(comingOf),
    isAway: wasAway(log) || messages.some(({ from, body }) => from === 'bot' && notThere.test(body)),
  }
}

/** After the end of a conversation there is no other sign of it. */
const notThere = /^Not delivered \(.*\): \S+ is not there\.$/s

function wasAway(log: readonly LoggedEvent[]): boolean {
  return log.reduce((isAway, { type }) => (type in reach ? reach[type] === 'away' : isAway), false)
}

const reach: Readonly<Record<string, 'here' | 'away'>> = {
  'customer-left': 'away',
  'customer-returned': 'here',
  'customer-wrote': 'here',
}

function comingOf({ type, state_key: who = '', content, origin_server_ts: at }: RoomEvent) {
  return type === 'm.room.member' ? [{ at, text: `${String(content['membership'])} ${who}` }] : []
}

function gapsIn(log: readonly LoggedEvent[]): readonly Gap[] {
  const routed = log.findIndex(({ type }) => type === 'routed')
  const closed = log.findIndex(({ type }) => type === 'close-requested')
  const isOpen = (index: number) => routed >= 0 && index > routed && (closed < 0 || index < closed)
  return log.flatMap(({ type, at, ms = 0 }, index) =>
    type === 'gap-noticed' ? [{ at, ms, isInRoom: isOpen(index) }] : [],
  )
}

interface RoomEvent {
  readonly event_id: string
  readonly type: string
  readonly sender: string
  readonly state_key?: string
  readonly origin_server_ts: number
  readonly content: Readonly<Record<string, unknown>>
}

function invitedAgent(desk: Desk, { type, sender, state_key: who = '', content }: RoomEvent): readonly string[] {
  const isInvite = type === 'm.room.member' && content['membership'] === 'invite' && sender === desk.bot
  return isInvite && !isGhost(desk, who) ? [who] : []
}

function messageOf(desk: Desk, { type, sender, content, origin_server_ts: at }: RoomEvent): readonly RoomMessage[] {
  const body = content['body']
  if (type !== 'm.room.message' || typeof body !== 'string') return []
  const key = content['im.switchboard.key']
  const from = sender === desk.bot ? 'bot' : isGhost(desk, sender) ? 'customer' : 'agent'
  return [{ from, sender, body, at, key: typeof key === 'string' ? key : undefined }]
}

async function withTaken(desk: Desk, events: readonly RoomEvent[]): Promise<readonly RoomMessage[]> {
  const keys = events.map(({ event_id: id }) => keyOf(id))
  const rows = await desk.ask<{ key: string }>('SELECT key FROM seen WHERE key = ANY ($1)', [keys])
  const taken = new Set(rows.map(({ key }) => key))
  return events.flatMap((event) =>
    messageOf(desk, event).map((message) =>
      message.from === 'agent' ? { ...message, isTaken: taken.has(keyOf(event.event_id)) } : message,
    ),
  )
}

/** As the inbox writes it. */
function keyOf(event: string): string {
  return `in:matrix/${event}`
}

function isGhost(desk: Desk, user: string): boolean {
  return user.startsWith(`@${desk.name}_`) && user.endsWith(`:${domain}`)
}

async function timeline(reader: RoomReader, room: string): Promise<readonly RoomEvent[]> {
  const events: RoomEvent[] = []
  let from = ''
  for (;;) {
    const path = `/_synapse/admin/v1/rooms/${encodeURIComponent(room)}/messages?dir=f&limit=500${from}`
    const page = await read<{ chunk: RoomEvent[]; end?: string }>(reader, path)
    events.push(...page.chunk)
    if (page.end === undefined || page.chunk.length === 0) return events
    from = `&from=${encodeURIComponent(page.end)}`
  }
}

const marker = 'im.switchboard.conversation'

interface MadeRoom {
  readonly room: string
  readonly conversation: number | undefined
  /** Somebody else than the bot has ever been in it. */
  readonly isUsed: boolean
}

/** All rooms that the bot has made for conversations, half-made ones too. */
export async function roomsMade(desk: Desk, reader: RoomReader): Promise<readonly MadeRoom[]> {
  const { rooms } = await read<{ rooms: { room_id: string; creator: string }[] }>(
    reader,
    '/_synapse/admin/v1/rooms?limit=100000',
  )
  const own = rooms.filter(({ creator }) => creator === desk.bot)
  return Promise.all(own.map(({ room_id: room }) => lookInto(desk, reader, room)))
}

async function lookInto(desk: Desk, reader: RoomReader, room: string): Promise<MadeRoom> {
  const { state } = await read<{ state: RoomEvent[] }>(
    reader,
    `/_synapse/admin/v1/rooms/${encodeURIComponent(room)}/state`,
  )
  const mark = state.find(({ type }) => type === 'm.room.create')?.content[marker] as
    | { conversation: number }
    | undefined
  const isUsed = state.some(({ type, state_key: who }) => type === 'm.room.member' && who !== desk.bot)
  return { room, conversation: mark?.conversation, isUsed }
}

async function read<T>({ url, token }: RoomReader, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
