import type { ConversationId, RemoteChatId } from '../core/ids.ts'
import type { ChatAddress } from '../ports/network.ts'
import type { Store } from '../ports/store.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import { run, sql } from './build.ts'
import { type ChatRow, readChat, toStoredChat } from './chat-writes.ts'
import { type Asking, prepared } from './statement.ts'
import { toStoredText } from './stored-text.ts'

const openChats = prepared(
  'open-chats',
  `SELECT conversation.id AS conversation, chat, address FROM conversation JOIN chat USING (network, chat)
WHERE network = $1 AND (status <> 'closed' OR closed_at >= $2) ORDER BY conversation.id`,
)

const byIdentity = prepared('chat-by-identity', 'SELECT chat FROM chat_identity WHERE network = $1 AND identity = $2')

const openings = prepared(
  'count-openings',
  `SELECT count(*) AS network, count(*) FILTER (WHERE chat.maybe_same = $3) AS "maybeSame",
  count(*) FILTER (WHERE chat = $2) AS chat
FROM conversation JOIN chat USING (network, chat) WHERE network = $1 AND opened_at >= $4`,
)

type ChatQueries = Pick<StoreQueries, 'openChats' | 'chat' | 'chatByIdentity' | 'countOpenings' | 'blockedChats'> &
  Pick<Store, 'blockChat' | 'unblockChat'>

export function chatQueries(database: Asking): ChatQueries {
  return {
    openChats: (network, closedSince) =>
      database.rows<{ conversation: ConversationId; chat: RemoteChatId; address: ChatAddress }>(openChats, [
        network,
        closedSince === undefined ? null : new Date(closedSince),
      ]),
    chat: (network, chat) => readChat(database, network, chat),
    async chatByIdentity(network, identity) {
      const [row] = await database.rows<{ chat: RemoteChatId }>(byIdentity, [network, identity])
      return row?.chat
    },
    async countOpenings({ network, chat, maybeSame, since }) {
      const values = [network, chat, maybeSame ?? null, new Date(since)]
      const [counts] = await database.rows<{ network: number; maybeSame: number; chat: number }>(openings, values)
      return counts ?? { network: 0, maybeSame: 0, chat: 0 }
    },
    async blockedChats(limit) {
      const query = sql('chat').select('*').whereNotNull('blocked_at').orderBy('blocked_at', 'desc').limit(limit)
      return (await run<ChatRow>(database, query)).map(toStoredChat)
    },
    async blockChat(network, chat, { at, by, reason }) {
      const block = { blocked_at: new Date(at), blocked_by: by, blocked_reason: toStoredText(reason) }
      return (await run(database, sql('chat').where({ network, chat }).update(block).returning('chat'))).length > 0
    },
    async unblockChat(network, chat) {
      const unblock = { blocked_at: null, blocked_by: null, blocked_reason: null }
      const query = sql('chat').where({ network, chat }).whereNotNull('blocked_at').update(unblock).returning('chat')
      return (await run(database, query)).length > 0
    },
  }
}
