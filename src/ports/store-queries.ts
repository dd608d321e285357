import type { OfferOutcome } from '../core/conversation/effect.ts'
import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Status } from '../core/conversation/state.ts'
import type {
  AgentId,
  ConversationId,
  MatrixEventId,
  NetworkId,
  OfferId,
  QueueName,
  RemoteChatId,
  RemoteMessageId,
  RoomId,
} from '../core/ids.ts'
import type { Team } from '../core/presence/team.ts'
import type { Agent } from '../core/routing/agent.ts'
import type { DecisionRecord } from '../core/routing/decision-record.ts'
import type { MessageLink, OwnLine } from './message-link.ts'
import type { ChatAddress, Watcher } from './network.ts'
import type { StoredConversation } from './store-transaction.ts'
import type { EarlierConversation, LastConversation, StoredChat } from './stored-chat.ts'

export interface WaitingConversation {
  readonly conversation: ConversationId
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly queue: QueueName
  readonly priority: number
  readonly since: number
  readonly status: 'queued' | 'offered'
}

export interface StoredOffer {
  readonly id: OfferId
  readonly conversation: ConversationId
  readonly agent: AgentId
  readonly status: 'pending' | 'over' | OfferOutcome
  readonly at: number
  readonly endedAt?: number
  readonly reason?: string
}

export interface StoredEvent {
  readonly version: number
  readonly at: number
  readonly event: ConversationEvent
}

/** What a Matrix room is to us. */
export type RoomRole =
  | { readonly kind: 'conversation'; readonly conversation: ConversationId }
  | { readonly kind: 'direct'; readonly user: AgentId }
  | { readonly kind: 'admin' }

/** Figures for /health and /metrics. Ages in ms, 0 when there is nothing. */
export interface StoreCounts {
  /** Without the closed ones. */
  readonly conversations: Readonly<Partial<Record<Status, number>>>
  readonly inbox: readonly {
    readonly lease: string
    readonly rows: number
    readonly oldestMs: number
    readonly parked: number
  }[]
  readonly outbox: readonly {
    readonly lease: string
    readonly side: string
    readonly rows: number
    readonly oldestMs: number
  }[]
  readonly heldLanes: number
  readonly quarantine: number
  readonly overdueTimers: number
}

/** Reading, for commands, health and decisions. Nothing here locks; answers are as of one moment. */
export interface StoreQueries {
  conversation(id: ConversationId): Promise<StoredConversation | undefined>
  /** Newest first. */
  conversationsIn(statuses: readonly Status[], limit: number): Promise<readonly StoredConversation[]>
  /** A page of those of a network, in the order of their chats, from behind the chat `after`. Closed ones are never found. */
  openConversations(page: {
    network: NetworkId
    statuses: readonly Exclude<Status, 'closed'>[]
    after: RemoteChatId | ''
    limit: number
  }): Promise<readonly StoredConversation[]>
  /** The open conversations of a network, with the last address of their chats; with `closedSince` also those closed since then. */
  openChats(
    network: NetworkId,
    closedSince?: number,
  ): Promise<
    readonly { readonly conversation: ConversationId; readonly chat: RemoteChatId; readonly address: ChatAddress }[]
  >
  /** Queued and offered, in the order they are served: priority high to low, longest waiting, number. All queues when none is named. */
  waiting(queues: readonly QueueName[], limit: number): Promise<readonly WaitingConversation[]>
  /** From 1 to 10,001; undefined when it does not wait. */
  positionOf(id: ConversationId): Promise<number | undefined>
  waitingCounts(): Promise<readonly { readonly queue: QueueName; readonly count: number; readonly longestMs: number }[]>
  /** How long those who were accepted last had waited, newest first, in ms: the basis of estimates. */
  recentWaits(queue: QueueName, limit: number): Promise<readonly number[]>
  eventsOf(id: ConversationId): Promise<readonly StoredEvent[]>
  offersOf(id: ConversationId): Promise<readonly StoredOffer[]>
  /** Newest first. */
  decisionsOf(id: ConversationId, limit: number): Promise<readonly DecisionRecord[]>
  /** All, or those named that exist. */
  agents(named?: readonly AgentId[]): Promise<readonly Agent[]>
  /** Of all agents, at a small part of the cost of reading them. */
  agentVersions(): Promise<ReadonlyMap<AgentId, number>>
  agent(id: AgentId): Promise<Agent | undefined>
  /** In the order of their names. */
  teams(): Promise<readonly Team[]>
  chat(network: NetworkId, chat: RemoteChatId): Promise<StoredChat | undefined>
  chatByIdentity(network: NetworkId, identity: string): Promise<RemoteChatId | undefined>
  /** The closed ones of a chat in which something was asked for, newest first. */
  earlierConversations(network: NetworkId, chat: RemoteChatId, limit: number): Promise<readonly EarlierConversation[]>
  /** The newest conversation of this chat in which something was asked for. */
  lastConversationOf(network: NetworkId, chat: RemoteChatId): Promise<LastConversation | undefined>
  /** The newest conversation of another chat of the network with the same `maybeSame`. */
  lastMaybeSame(network: NetworkId, maybeSame: string, except: RemoteChatId): Promise<LastConversation | undefined>
  /** Conversations opened since then: on the network, by people of this `maybeSame`, by this chat. */
  countOpenings(opening: {
    network: NetworkId
    chat: RemoteChatId
    maybeSame?: string
    since: number
  }): Promise<{ network: number; maybeSame: number; chat: number }>
  /** Who was kept and not dropped, oldest first. */
  watchers(network: NetworkId): Promise<readonly Watcher[]>
  blockedChats(limit: number): Promise<readonly StoredChat[]>
  /** Which event of a room it is. With `reaction`: that of this reaction of the customer to it. */
  linkOf(
    network: NetworkId,
    chat: RemoteChatId,
    remoteId: RemoteMessageId,
    reaction?: string,
  ): Promise<MessageLink | undefined>
  /** What the bot said there; undefined where that is a message of somebody else, or not known. */
  ownLine(network: NetworkId, chat: RemoteChatId, remoteId: RemoteMessageId): Promise<OwnLine | undefined>
  /** What it is on the network. */
  linkOfEvent(event: MatrixEventId): Promise<MessageLink | undefined>
  roomRole(room: RoomId): Promise<RoomRole | undefined>
  directRoom(user: AgentId): Promise<RoomId | undefined>
  setting(key: string): Promise<string | undefined>
  counts(): Promise<StoreCounts>
}
