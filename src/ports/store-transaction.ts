import type { OfferOutcome, TimerKind } from '../core/conversation/effect.ts'
import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Conversation } from '../core/conversation/state.ts'
import type {
  AgentId,
  ConversationId,
  NetworkId,
  OfferId,
  QueueName,
  RemoteChatId,
  RoomId,
  TeamName,
} from '../core/ids.ts'
import type { Team } from '../core/presence/team.ts'
import type { Agent, Seat } from '../core/routing/agent.ts'
import type { DecisionRecord } from '../core/routing/decision-record.ts'
import type { NewOutboxRow, OutboxRow } from './outbox.ts'
import type { NewChat, StoredChat } from './stored-chat.ts'
import type { Timer } from './timer.ts'
import type { Topic } from './wake-ups.ts'

export interface StoredConversation {
  readonly conversation: Conversation
  /** Its Matrix room, once made. */
  readonly room?: RoomId
}

export interface NewEvent {
  readonly conversation: ConversationId
  /** The version of the conversation after this event. */
  readonly version: number
  readonly event: ConversationEvent
}

export interface SeatClaim {
  readonly agent: AgentId
  readonly conversation: ConversationId
  readonly network: NetworkId
  readonly networkType: string
  readonly kind: Seat['kind']
  /** `assign --force`: neither readiness nor limits are asked; recorded with the seat. */
  readonly forced?: boolean
}

export interface NewOffer {
  readonly id: OfferId
  readonly conversation: ConversationId
  readonly agent: AgentId
  /** How many may be pending at once for this conversation. */
  readonly width: number
  readonly at: number
}

/**
 * One transaction. What returns nothing is sent at once but not waited for; if any of it fails, the whole transaction
 * rejects with that failure and nothing is kept. What is read sees what was written before. Lock order: conversation, then agent.
 */
export interface StoreTransaction {
  /** Locks it until the end. */
  lockConversation(id: ConversationId): Promise<StoredConversation | undefined>
  /** The one conversation of this chat that is not closed. */
  lockOpenConversationOf(network: NetworkId, chat: RemoteChatId): Promise<StoredConversation | undefined>
  /** A number for a new conversation; may be lost, is never given twice. */
  newConversationId(): Promise<ConversationId>
  /** Absent `expectedVersion`: it is new. Otherwise what is stored must have that version (`conflict`). */
  saveConversation(conversation: Conversation, expectedVersion?: number): void
  /** Makes the room known as this conversation's. */
  setRoom(conversation: ConversationId, room: RoomId): void
  appendEvents(events: readonly NewEvent[]): void
  /** With `stored`, which gets the rows of this lease's lanes that are not stopped, nobody of this process is woken for them. */
  addOutbox(rows: readonly NewOutboxRow[], stored?: (rows: readonly OutboxRow[]) => void): void
  setTimer(timer: Timer): void
  /** Without `subject`: all of this kind. Nothing happens if there is none. */
  clearTimer(conversation: ConversationId, kind: TimerKind, subject?: string): void
  clearTimers(conversation: ConversationId): void
  /** Removes rows from the inbox; their keys stay known. `conflict` when one of them was applied already. */
  markApplied(inboxIds: readonly number[]): void
  addDecision(record: DecisionRecord): void
  /**
   * How many conversations (queued or offered, of all networks) stand before this one in its queue (at most 10,000), and the last waits of
   * those accepted from it, newest first, at most 20, in ms. The conversation itself need not be saved yet.
   */
  placeInQueue(place: {
    queue: QueueName
    priority: number
    since: number
    conversation: ConversationId
  }): Promise<{ ahead: number; recentWaits: readonly number[] }>
  /** Remembers the chat, or what is new about it. */
  saveChat(chat: NewChat): void
  chat(network: NetworkId, chat: RemoteChatId): Promise<StoredChat | undefined>
  /** Locks the agent until the end; with seats. */
  lockAgent(id: AgentId): Promise<Agent | undefined>
  /** Everything but the seats, which only the calls below change. Absent `expectedVersion`: the agent is new. */
  saveAgent(agent: Agent, expectedVersion?: number): void
  /** False when there is no such agent. `refused` while they have seats (constraint `seat_agent`). */
  removeAgent(id: AgentId): Promise<boolean>
  /** For the agent's own log. `body`: any JSON value. */
  appendAgentEvent(agent: AgentId, at: number, type: string, body: unknown): void
  /** All teams; nobody else changes one until the end. */
  lockTeams(): Promise<readonly Team[]>
  /** New, or in place of the one of that name. Members who are no agents are left out. */
  saveTeam(team: Team): void
  /** `refused` while a team stands in it (constraint `team_parent`). */
  removeTeam(name: TeamName): void
  /**
   * Takes a place at an agent who is ready and has room, in total and on that network, by one conditional statement.
   * True: the agent has a seat for this conversation now (also when they had one before; its kind is then left as it was).
   */
  claimSeat(claim: SeatClaim): Promise<boolean>
  /** False when there is no such seat, or when a held one is taken up again without room for it and without `forced`. */
  setSeatKind(conversation: ConversationId, agent: AgentId, kind: Seat['kind'], forced?: boolean): Promise<boolean>
  /** False when there was none. */
  freeSeat(conversation: ConversationId, agent: AgentId): Promise<boolean>
  /** `refused` when as many as `width` are pending (constraint `offer_slot_within_width`). */
  insertOffer(offer: NewOffer): void
  /** `over`: an accepted offer's agent has left the conversation. Several settlements: the last one counts. A second accepted one of a conversation is refused (constraint `offer_one_accepted`). */
  settleOffer(id: OfferId, outcome: OfferOutcome | 'over', at: number, reason?: string): void
  /** Wakes listeners of all processes after the commit. Outbox rows and timers wake their owner without it. */
  wake(topic: Topic): void
}
