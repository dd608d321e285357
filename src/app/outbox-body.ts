import type { OutboundEffect } from '../core/conversation/effect.ts'
import type { AgentId, ConversationId, RoomId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'

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

/** The lane in which a row waits: rows of one lane are carried out in order, lanes do not wait for each other. */
export function laneOf(body: OutboxBody): string {
  switch (body.of) {
    case 'conversation':
      return conversationLane(body.conversation, body.effect)
    case 'room':
    case 'join':
      return `room:${body.room}`
    case 'person':
      return `person:${body.person}`
    case 'admins':
      return 'admins'
  }
}

function conversationLane(conversation: ConversationId, effect: OutboundEffect): string {
  switch (effect.type) {
    case 'send-to-chat':
      return effect.priority === 'position' ? `position:${conversation}` : chatLane(conversation)
    case 'identify-customer':
      return `probe:${conversation}`
    case 'create-room':
    case 'describe-room':
    case 'post-as-customer':
    case 'post-as-bot':
    case 'invite-agent':
    case 'remove-agent':
    case 'archive-room':
      return `conversation:${conversation}`
  }
}

/** The lane of what is said to the customer; it is held while they are away. */
export function chatLane(conversation: ConversationId): string {
  return `chat:${conversation}`
}
