import type { ConversationId, MatrixEventId, NetworkId, RemoteChatId, RemoteMessageId } from '../core/ids.ts'
import type { MessageLink } from '../ports/message-link.ts'
import type { Store } from '../ports/store.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import { type Asking, prepared } from './statement.ts'

/** What people's programs call their messages may be anything. What no index takes has no link: it is treated as unknown. */
const longestId = 600

const columns = 'network, chat, remote_id, reaction, room_event, is_ours, conversation_id'

const byRemoteId = prepared(
  'message-link-by-remote-id',
  `SELECT ${columns} FROM message_link WHERE network = $1 AND chat = $2 AND remote_id = $3 AND reaction = $4`,
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

type MessageLinks = Pick<StoreQueries, 'linkOf' | 'linkOfEvent'> & Pick<Store, 'dropLink'>

export function messageLinks(database: Asking): MessageLinks {
  return {
    async linkOf(network, chat, remoteId, reaction = '') {
      if (!isStorable(remoteId) || !isStorable(reaction)) return undefined
      const [row] = await database.rows<LinkRow>(byRemoteId, [network, chat, remoteId, reaction])
      return row && toLink(row)
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
export function isLinkStorable({ remoteId, reaction = '', event }: MessageLink): boolean {
  return [remoteId, reaction, event].every(isStorable)
}

function isStorable(id: string): boolean {
  return Buffer.byteLength(id) <= longestId && !id.includes('\0') && id.isWellFormed()
}
