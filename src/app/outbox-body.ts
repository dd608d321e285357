import type { OutboundEffect } from '../core/conversation/effect.ts'
import type { Conversation } from '../core/conversation/state.ts'
import type { AgentId, ConversationId, NetworkId, RemoteChatId, RoomId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { ChatAddress } from '../ports/network.ts'
import type { Side } from '../ports/outbox.ts'

type Chat = Pick<Conversation, 'network' | 'chat'>

/** What an outbox row orders: an effect of a conversation, or something said or done outside of one. */
export type OutboxBody =
  | { readonly of: 'conversation'; readonly conversation: ConversationId; readonly effect: OutboundEffect }
  /** A notice in any room the bot is in. */
  | { readonly of: 'room'; readonly room: RoomId; readonly message: Message }
  /** A notice to one person, in their direct room with the bot. */
  | { readonly of: 'person'; readonly person: AgentId; readonly message: Message }
  /** A notice to all admins, in the admin room. */
  | { readonly of: 'admins'; readonly message: Message }
  | { readonly of: 'join'; readonly room: RoomId; readonly inviter: AgentId; readonly direct: boolean }
  /** A line to somebody with whom there is no conversation, e.g. why there is none. */
  | {
      readonly of: 'chat'
      readonly network: NetworkId
      readonly chat: RemoteChatId
      readonly address: ChatAddress
      readonly message: Message
    }
  /** Work for the owner of another lease. */
  | { readonly of: 'forward'; readonly row: NewInboxRow }

/**
 * The lane in which a row waits: rows of one lane are carried out in order, lanes do not wait for each other, but for
 * `laneBefore`. `chat`: that of the conversation, for what belongs to one.
 */
export function laneOf(body: OutboxBody, chat: Chat | undefined): string {
  switch (body.of) {
    case 'conversation':
      return conversationLane(body.conversation, body.effect, chat)
    case 'room':
    case 'join':
      return `room:${body.room}`
    case 'person':
      return `person:${body.person}`
    case 'admins':
      return 'admins'
    case 'chat':
      return `no-conversation:${body.network}/${body.chat}`
    case 'forward':
      return `forward:${body.row.subject}`
  }
}

export function sideOf(body: OutboxBody): Side {
  if (body.of === 'chat') return 'network'
  if (body.of !== 'conversation') return 'matrix'
  const { type } = body.effect
  return toNetwork.has(type) ? 'network' : 'matrix'
}

const positionsOf = 'position:'
const inChat: ReadonlySet<OutboundEffect['type']> = new Set(['edit-in-chat', 'redact-in-chat', 'react-in-chat'])
const toNetwork: ReadonlySet<OutboundEffect['type']> = new Set(['send-to-chat', 'identify-customer', ...inChat])

/** What people wait for goes before what informs. */
export function priorityOf(body: OutboxBody): number {
  return isPosition(body) ? 1 : 0
}

/** Where they stand in line: only the newest counts. */
export function isPosition(body: OutboxBody): boolean {
  return body.of === 'conversation' && body.effect.type === 'send-to-chat' && body.effect.priority === 'position'
}

/** Whether an agent says or does it to the customer. */
export function isOfAgent(body: OutboxBody): body is Extract<OutboxBody, { of: 'conversation' }> {
  if (body.of !== 'conversation') return false
  const { effect } = body
  return inChat.has(effect.type) || (effect.type === 'send-to-chat' && effect.priority === 'agent')
}

function conversationLane(conversation: ConversationId, effect: OutboundEffect, chat: Chat | undefined): string {
  switch (effect.type) {
    case 'send-to-chat':
      return `${effect.priority === 'position' ? positionsOf : ''}${chatLaneOf(conversation, chat)}`
    case 'edit-in-chat':
    case 'redact-in-chat':
    case 'react-in-chat':
      return chatLaneOf(conversation, chat)
    case 'identify-customer':
      return `probe:${conversation}`
    case 'create-room':
    case 'describe-room':
    case 'post-as-customer':
    case 'edit-as-customer':
    case 'redact-as-customer':
    case 'react-as-customer':
    case 'post-as-bot':
    case 'renew-card':
    case 'invite-agent':
    case 'remove-agent':
    case 'archive-room':
      return `conversation:${conversation}`
  }
}

function chatLaneOf(conversation: ConversationId, chat: Chat | undefined): string {
  if (!chat) throw new Error(`conversation ${conversation} is not known where something is said to its customer`)
  return chatLane(chat)
}

/**
 * The lane of what is said to the customer; it is held while they are away. One for all conversations of a chat: what is
 * left of the last one goes before the first words of the next (I5).
 */
export function chatLane({ network, chat }: Chat): string {
  return `chat:${network}/${chat}`
}

/** The lane whose rows all go before those of this one: a place in the line is told after what led to it. */
export function laneBefore(lane: string): string | undefined {
  return lane.startsWith(positionsOf) ? lane.slice(positionsOf.length) : undefined
}
