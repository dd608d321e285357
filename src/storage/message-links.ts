import type { ConversationId, MatrixEventId, NetworkId, RemoteChatId, RemoteMessageId } from '../core/ids.ts'
import type { MessageLink, OwnLine } from '../ports/message-link.ts'
import type { Store } from '../ports/store.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import { type Asking, prepared } from './statement.ts'

/** What people's programs call their messages may be anything. What no index takes has no link: it is treated as unknown. */
const longestId = 600

const columns = 'network, chat, remote_id, reaction, room_event, is_ours, conversation_id'

const byRemoteId = prepared(
  'message-link-by-remote-id',
  `SELECT ${columns} FROM message_link WHERE network = $1 AND chat = $2 AND remote_id = $3 AND reaction = $4
  AND room_event IS NOT NULL`,
)

const ownByRemoteId = prepared(
  'own-line-by-remote-id',
  `SELECT said, question, conversation_id FROM message_link
WHERE network = $1 AND chat = $2 AND remote_id = $3 AND reaction = '' AND said IS NOT NULL`,
)

const byEvent = prepared('message-link-by-event', `SELECT ${columns} FROM message_link WHERE room_event = $1`)

const drop = prepared('drop-message-link', 'DELETE FROM message_link WHERE room_event = $1')

interface LinkRow {
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly remote_id: RemoteMessageId
  readonly reaction: string
  readonly room_event: MatrixEventId
  readonly is_ours: boolean
  readonly conversation_id: ConversationId
}

interface OwnRow {
  readonly said: string
  readonly question: string | null
  readonly conversation_id: ConversationId
}

type MessageLinks = Pick<StoreQueries, 'linkOf' | 'linkOfEvent' | 'ownLine'> & Pick<Store, 'dropLink'>

export function messageLinks(database: Asking): MessageLinks {
  return {
    async linkOf(network, chat, remoteId, reaction = '') {
      if (!isStorable(remoteId) || !isStorable(reaction)) return undefined
      const [row] = await database.rows<LinkRow>(byRemoteId, [network, chat, remoteId, reaction])
      return row && toLink(row)
    },
    async ownLine(network, chat, remoteId) {
      if (!isStorable(remoteId)) return undefined
      const [row] = await database.rows<OwnRow>(ownByRemoteId, [network, chat, remoteId])
      if (!row) return undefined
      const { said, question, conversation_id: conversation } = row
      return { network, chat, remoteId, conversation, said, ...(question === null ? {} : { question }) }
    },
    async linkOfEvent(event) {
      const [row] = await database.rows<LinkRow>(byEvent, [event])
      return row && toLink(row)
    },
    async dropLink(event) {
      await database.rows(drop, [event])
    },
  }
}

function toLink({ network, chat, remote_id, reaction, room_event, is_ours, conversation_id }: LinkRow): MessageLink {
  return {
    ...{ network, chat, remoteId: remote_id, event: room_event, isOurs: is_ours, conversation: conversation_id },
    ...(reaction === '' ? {} : { reaction }),
  }
}

/** Whether the link can be kept at all. */
export function isLinkStorable(link: MessageLink | OwnLine): boolean {
  const { remoteId } = link
  if ('said' in link) return isStorable(remoteId)
  return [remoteId, link.reaction ?? '', link.event].every(isStorable)
}

/** In the order in which the statement takes them. */
export function toLinkValues(link: MessageLink | OwnLine): readonly unknown[] {
  const { network, chat, remoteId, conversation } = link
  const where = [network, chat, remoteId]
  return 'said' in link
    ? [...where, '', null, true, conversation, link.said, link.question ?? null]
    : [...where, link.reaction ?? '', link.event, link.isOurs, conversation, null, null]
}

function isStorable(id: string): boolean {
  return Buffer.byteLength(id) <= longestId && !id.includes('\0') && id.isWellFormed()
}
