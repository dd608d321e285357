import type { Customer } from '../core/conversation/state.ts'
import type { ContactId, NetworkId, RemoteChatId } from '../core/ids.ts'
import type { ChatAddress } from '../ports/network.ts'
import type { StoreTransaction } from '../ports/store-transaction.ts'
import type { NewChat, StoredChat } from '../ports/stored-chat.ts'
import { type Asking, prepared } from './statement.ts'
import { toStoredJson } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

export interface ChatRow {
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly contact: ContactId
  readonly address: ChatAddress
  readonly customer: string
  readonly maybe_same: string | null
  readonly first_at: number
  readonly last_at: number
  readonly conversation_count: number
  readonly blocked_at: number | null
  readonly blocked_by: string | null
  readonly blocked_reason: string | null
}

const save = prepared(
  'save-chat',
  `INSERT INTO chat (network, chat, contact, address, customer, maybe_same, first_at, last_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
ON CONFLICT (network, chat) DO UPDATE SET contact = excluded.contact, address = excluded.address,
  customer = excluded.customer, maybe_same = excluded.maybe_same, last_at = greatest(chat.last_at, excluded.last_at)`,
)

const identify = prepared(
  'save-chat-identities',
  `INSERT INTO chat_identity (network, identity, chat) SELECT DISTINCT $1, identity, $2 FROM unnest($3::text[]) AS identity
ON CONFLICT (network, identity) DO UPDATE SET chat = excluded.chat WHERE chat_identity.chat <> excluded.chat`,
)

const read = prepared('read-chat', 'SELECT * FROM chat WHERE network = $1 AND chat = $2')

export function chatWrites(tx: Transaction): Pick<StoreTransaction, 'saveChat' | 'chat'> {
  return {
    saveChat: (chat) => saveChat(tx, chat),
    chat: (network, chat) => readChat(tx, network, chat),
  }
}

function saveChat(
  tx: Transaction,
  { network, chat, contact, customer, address, maybeSame, identities, at }: NewChat,
): void {
  tx.send(save, [network, chat, contact, address, toStoredJson(customer), maybeSame ?? null, new Date(at)])
  if (identities && identities.length > 0) tx.send(identify, [network, chat, identities])
}

export async function readChat(
  asking: Asking,
  network: NetworkId,
  chat: RemoteChatId,
): Promise<StoredChat | undefined> {
  const [row] = await asking.rows<ChatRow>(read, [network, chat])
  return row && toStoredChat(row)
}

export function toStoredChat(row: ChatRow): StoredChat {
  const { network, chat, contact, address, maybe_same, blocked_at, blocked_by, blocked_reason } = row
  return {
    network,
    chat,
    contact,
    address,
    customer: JSON.parse(row.customer) as Customer,
    firstAt: row.first_at,
    lastAt: row.last_at,
    conversationCount: row.conversation_count,
    ...(maybe_same === null ? {} : { maybeSame: maybe_same }),
    ...(blocked_at === null ? {} : { blocked: { at: blocked_at, by: blocked_by ?? '', reason: blocked_reason ?? '' } }),
  }
}
