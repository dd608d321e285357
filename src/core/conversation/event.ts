import type { AppProfile } from '../identification/app-profile.ts'
import type {
  AgentId,
  ContactId,
  ConversationId,
  EffectKey,
  MatrixEventId,
  NetworkId,
  OfferId,
  RemoteChatId,
  RemoteMessageId,
} from '../ids.ts'
import type { Message, Uncarried } from '../message/message.ts'
import type { Language } from '../text/language.ts'
import type { PastAsked } from './past.ts'
import type { Beginning, Carries, ClosedBy, Conversation, Customer, Offer, Placement, Question } from './state.ts'
import type { WrittenAt } from './written-at.ts'

/** Everything that is settled about a conversation when it opens. Later changes of configuration or rules do not touch it. */
export interface Opening {
  readonly id: ConversationId
  readonly network: NetworkId
  readonly networkType: string
  readonly networkName: string
  readonly contact: ContactId
  readonly contactName: string
  readonly chat: RemoteChatId
  readonly customer: Customer
  readonly language: Language
  readonly carries?: Carries
  readonly profile: AppProfile
  /** Absent: they wrote. */
  readonly occasion?: Beginning
  /** Absent: yes. Without greeting the first question goes out alone. */
  readonly greets?: boolean
  readonly questions: readonly Question[]
  readonly returning?: NonNullable<Conversation['returning']>
  readonly maybeSameAs?: ConversationId
  readonly agentNaming: 'name' | 'agent'
  readonly organisation: string
  readonly identificationTimeoutMs: number
  readonly intakeTimeoutMs: number
  readonly quietTimeMs: number
  /** How often at most they hear their position. */
  readonly positionIntervalMs: number
  readonly quietTimeLongMs: number
}

/** The author of a Matrix event in a conversation's room: an agent or a supervisor. */
export interface Person {
  readonly agent: AgentId
  readonly name: string
}

/**
 * Facts, already true when `decide` sees them. `at` is in ms since the epoch: the time of the fact, not of its processing.
 * Facts about a `seat` were made true by the caller in the same transaction.
 */
export type ConversationEvent = {
  readonly at: number
} /** The first entry of every log; carried out by `open`, never by `decide`. */ & (
  | { readonly type: 'opened'; readonly opening: Opening }
  | {
      readonly type: 'customer-wrote'
      readonly message: Message
      readonly remoteId: RemoteMessageId
      /** It lay somewhere before it came: as long as they have not written anew, nothing begins with it. */
      readonly writtenAt?: WrittenAt
      /** What they answer. */
      readonly answers?: RemoteMessageId
      /** The name of the question of this conversation that they answer, where the network said so. */
      readonly toQuestion?: string
      /** With the word for it: what they are answered. */
      readonly pastAsked?: PastAsked
    }
  /** They changed a message of theirs; `remoteId` is of the change. */
  | {
      readonly type: 'customer-edited'
      readonly target: RemoteMessageId
      readonly message: Message
      readonly remoteId: RemoteMessageId
      /** As with `customer-wrote`. */
      readonly writtenAt?: WrittenAt
    }
  | { readonly type: 'customer-redacted'; readonly target: RemoteMessageId }
  /** To a message of theirs or ours. `removed`: they took that reaction back. */
  | {
      readonly type: 'customer-reacted'
      readonly target: RemoteMessageId
      readonly key: string
      readonly removed: boolean
    }
  /** They pressed what stands for an answer. */
  | { readonly type: 'customer-chose'; readonly question: string; readonly choice: string }
  /** What the customer changed is not in the room: it was said before this conversation, or to somebody else. */
  | { readonly type: 'target-unknown'; readonly what: 'edit' | 'redaction' }
  /** The network lost sight of the person. Nothing is sent until `customer-returned`. */
  | { readonly type: 'customer-left'; readonly reason: string }
  /** Their identity was checked again. */
  | { readonly type: 'customer-returned'; readonly customer: Customer }
  /** We were away from the network for `ms`; what was written to us then was lost. */
  | { readonly type: 'gap-noticed'; readonly ms: number }
  /** Facts about the customer's software; may come at any time, also late. */
  | {
      readonly type: 'profile-learned'
      readonly facts: AppProfile
      readonly customer?: Customer
      /** They write with another program than before. */
      readonly anew?: boolean
    }
  /** Looked at after the customer's program or needs had changed: what the agent who has it lacks, in words. */
  | { readonly type: 'agent-unfit'; readonly lacks: string }
  | { readonly type: 'identification-ended' }
  /** The quiet time after a piece of a free-text answer has passed. */
  | { readonly type: 'answer-settled' }
  | { readonly type: 'intake-timed-out' }
  /** The rules were evaluated. */
  | { readonly type: 'routed'; readonly placement: Placement }
  /** An agent was chosen and their seat taken. */
  | { readonly type: 'offered'; readonly offer: Offer }
  /** No agent could be chosen. `position` counts from 1; `waitMs` is an estimate, absent when there is no basis for one. */
  | {
      readonly type: 'nobody-free'
      readonly position: number
      readonly waitMs?: number
      readonly reason: string
      readonly retryAt?: number
      /** Everybody who could take it is away, nobody is only busy. */
      readonly nobodyThere?: true
    }
  /** It is time to tell the customer their position again. */
  | { readonly type: 'position-came-due'; readonly position: number; readonly waitMs?: number }
  | { readonly type: 'offer-timed-out'; readonly offer: OfferId }
  /** The invitation is in the room, by the homeserver's clock. */
  | { readonly type: 'agent-invited'; readonly agent: AgentId }
  /** The homeserver has confirmed the invitation, by our clock. May come again after a crash. */
  | { readonly type: 'invite-delivered'; readonly offer: OfferId }
  /** The homeserver refused the invite for good, or asked to wait too long. */
  | { readonly type: 'invite-failed'; readonly offer: OfferId; readonly reason: string }
  /** A person joined the room. `seated` tells whether they hold a seat for this conversation (taken now if need be). */
  | { readonly type: 'agent-joined'; readonly person: Person; readonly seated: boolean }
  /** `accept` or `take` by command. `offer` is the one made for it, used when the person is not in the room yet. */
  | {
      readonly type: 'agent-took'
      readonly person: Person
      readonly inRoom: boolean
      readonly offer: Offer
      readonly seated: boolean
      readonly refusal?: string
    }
  /** `becameAway`: they said nothing of this offer; they went away, or are no agent any more. */
  | { readonly type: 'agent-declined'; readonly person: Person; readonly reason?: string; readonly becameAway?: true }
  /** `removedByUs`: our own withdrawal crossed their join. */
  | { readonly type: 'agent-left'; readonly agent: AgentId; readonly removedByUs: boolean }
  | {
      readonly type: 'agent-wrote'
      readonly person: Person
      /** The Matrix user that speaks for the customer, who may be mentioned. */
      readonly ghost?: AgentId
      readonly message: Message
      readonly eventId: MatrixEventId
      /** The event of the room that is answered, if the customer knows it. */
      readonly answers?: MatrixEventId
    }
  | {
      readonly type: 'agent-edited'
      readonly person: Person
      /** The Matrix user that speaks for the customer, who may be mentioned. */
      readonly ghost?: AgentId
      readonly message: Message
      readonly eventId: MatrixEventId
    }
  /** `answered`: to what, as the customer knows it; its author is empty for one of us. */
  | {
      readonly type: 'agent-reacted'
      readonly person: Person
      readonly ghost?: AgentId
      readonly key: string
      readonly answered: NonNullable<Message['replyTo']>
      /** Of the reaction, and of what it is about. */
      readonly eventId?: MatrixEventId
      readonly target?: MatrixEventId
    }
  | { readonly type: 'not-carried'; readonly person: Person; readonly what: Uncarried }
  | { readonly type: 'agent-redacted'; readonly person: Person; readonly eventId: MatrixEventId }
  /** The customer is to hear by which other contact, or else by the best, they would reach this queue with more. */
  | { readonly type: 'elsewhere-requested'; readonly person: Person; readonly contact?: string }
  | { readonly type: 'held'; readonly person: Person }
  | { readonly type: 'resumed'; readonly person: Person; readonly seated: boolean }
  /** To another queue; the agent's seat is freed. */
  | { readonly type: 'transferred'; readonly person: Person; readonly placement: Placement; readonly reason: string }
  | {
      readonly type: 'close-requested'
      readonly by: ClosedBy
      readonly person?: Person
      readonly code: string
      readonly text?: string
    }
  | { readonly type: 'wrap-up-ended' }
  /** An agent's line (an event of the room) has reached the customer's side: the network confirmed it, or it was read. */
  | { readonly type: 'line-delivered'; readonly eventId: MatrixEventId }
  /** A message of ours could not be brought to its reader. `certain` false: it may have arrived. */
  | {
      readonly type: 'delivery-failed'
      readonly key: EffectKey
      readonly certain: boolean
      readonly reason: string
      readonly excerpt: string
      readonly from: 'agent' | 'bot'
    }
  /** Agents or rules changed such that this waiting conversation may find an agent now. */
  | { readonly type: 'agent-available' }
)

export type ConversationEventType = ConversationEvent['type']
export type EventOf<T extends ConversationEventType> = Extract<ConversationEvent, { type: T }>
