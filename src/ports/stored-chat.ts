import type { ConversationIn, Customer } from '../core/conversation/state.ts'
import type { ContactId, ConversationId, NetworkId, QueueName, RemoteChatId } from '../core/ids.ts'
import type { ChatAddress } from './network.ts'

/** What is remembered of a chat beyond its conversations. `chat` must not hold NUL and be at most 500 bytes. */
export interface NewChat {
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly contact: ContactId
  readonly customer: Customer
  readonly address: ChatAddress
  readonly maybeSame?: string
  /** Stable identities of the person (`NetworkInbox.chatByIdentity`); the last chat that showed one has it. */
  readonly identities?: readonly string[]
  /** ms since the epoch. */
  readonly at: number
}

export interface StoredChat extends Omit<NewChat, 'at' | 'identities'> {
  readonly firstAt: number
  readonly lastAt: number
  /** Without those in which nothing was asked for. */
  readonly conversationCount: number
  readonly blocked?: { readonly at: number; readonly by: string; readonly reason: string }
}

/** A closed conversation with the queue and the agent it had last. */
export interface EarlierConversation {
  readonly conversation: ConversationIn<'closed'>
  readonly queue?: QueueName
  readonly agentName?: string
}

/** How the last conversation of a chat ended. */
export interface LastConversation {
  readonly conversation: ConversationId
  readonly chat: RemoteChatId
  readonly openedAt: number
  /** Display name of the last agent, if there was one. */
  readonly agentName?: string
  readonly closedAt?: number
  readonly code?: string
}
