import type { AgentId, EffectKey, MatrixEventId, OfferId, RemoteMessageId } from '../ids.ts'
import type { Choices, Speaker } from '../message/carried.ts'
import type { Message } from '../message/message.ts'

/** What is sent first when a network cannot take all at once. Agents' messages before prompts, positions last. */
export type SendPriority = 'agent' | 'prompt' | 'position'

export type TimerKind = 'identification' | 'intake' | 'quiet' | 'offer' | 'position' | 'wrap-up' | 'retry'

/** What the room's name, topic and first message say; strings are ready for people. */
export interface RoomDescription {
  readonly name: string
  readonly topic: string
}

/**
 * What an agent does to a message that the customer has. `target`: the event of the room. `otherwise`: what is said where the
 * network does not know the message or will not do it; absent where that needs no words. Lane: the chat.
 */
export type ChangeInChat = { readonly target: MatrixEventId; readonly speaker?: Speaker } & (
  | { readonly type: 'edit-in-chat'; readonly message: Message; readonly otherwise: Message }
  | { readonly type: 'redact-in-chat'; readonly otherwise: Message }
  | {
      readonly type: 'react-in-chat'
      readonly reaction: string
      readonly removed: boolean
      readonly otherwise?: Message
    }
)

/** What the customer does to a message of the room. `target`: as the network calls it. `otherwise`: as in `ChangeInChat`. */
export type ChangeAsCustomer = { readonly target: RemoteMessageId; readonly at: number } & (
  | { readonly type: 'edit-as-customer'; readonly message: Message; readonly otherwise: Message }
  | { readonly type: 'redact-as-customer' }
  | { readonly type: 'react-as-customer'; readonly reaction: string; readonly removed: boolean }
)

/** Orders that leave the process. They wait in the outbox, in order within their lane, and may be carried out again after a crash under the same key. */
export type OutboundEffect =
  /** Lane: the chat (positions have a lane of their own and are dropped when the conversation no longer waits). */
  | {
      readonly type: 'send-to-chat'
      readonly message: Message
      readonly priority: SendPriority
      /** Only where the network shows it; elsewhere the name stands in the message. */
      readonly speaker?: Speaker
      /** Only where the network has something to press. */
      readonly choices?: Choices
      /** The name of the question that it asks. */
      readonly question?: string
      /** The event of the room that this is a copy of. */
      readonly eventId?: MatrixEventId
      /** The event of the room that is answered, where the network has answers. */
      readonly answers?: MatrixEventId
    }
  | ChangeInChat
  /** Asks the network for facts about the customer's software. Lane: probes of the chat. */
  | { readonly type: 'identify-customer' }
  /** Lane of all below: the room. */
  | { readonly type: 'create-room'; readonly description: RoomDescription }
  | { readonly type: 'describe-room'; readonly description: RoomDescription }
  | {
      readonly type: 'post-as-customer'
      readonly message: Message
      readonly at: number
      readonly remoteId: RemoteMessageId
      readonly answers?: RemoteMessageId
    }
  | ChangeAsCustomer
  /** Always m.notice; for agents' eyes, never sent to the customer. */
  | { readonly type: 'post-as-bot'; readonly message: Message; readonly isCard?: true }
  /** The card says this from now on. `wipes`: nothing of what it said before may be left. */
  | { readonly type: 'renew-card'; readonly message: Message; readonly wipes: boolean }
  | { readonly type: 'invite-agent'; readonly agent: AgentId; readonly offer: OfferId; readonly reason: string }
  /** Ends an invitation or a membership. Skipped when the person holds the conversation by then. */
  | { readonly type: 'remove-agent'; readonly agent: AgentId; readonly reason: string }
  | { readonly type: 'archive-room' }

/** Orders carried out inside the transaction that saves the state; some of them lead to further events at once. */
export type InnerEffect =
  /** Evaluate the rules; leads to `routed`. */
  | { readonly type: 'evaluate-rules'; readonly because: string }
  /** Choose an agent and take a seat; leads to `offered` or `nobody-free`. */
  | { readonly type: 'find-agent' }
  /** Look whether the agent who has it can still do what it needs; leads to `agent-unfit` or nothing. */
  | { readonly type: 'check-agent' }
  /** `at` in ms since the epoch. Setting a timer of the same kind (and subject) replaces it. */
  | { readonly type: 'set-timer'; readonly timer: TimerKind; readonly at: number; readonly offer?: OfferId }
  | { readonly type: 'clear-timer'; readonly timer: TimerKind; readonly offer?: OfferId }
  /** How an offer ended, for the offer table and the agent's own machine. */
  | {
      readonly type: 'settle-offer'
      readonly offer: OfferId
      readonly agent: AgentId
      readonly outcome: OfferOutcome
      readonly at: number
      readonly offeredAt: number
      /** Accepted by joining the room, not by command. */
      readonly byJoin?: boolean
    }
  | { readonly type: 'keep-seat'; readonly agent: AgentId; readonly kind: 'active' | 'held' | 'wrapping' }
  | { readonly type: 'free-seat'; readonly agent: AgentId }

export type OfferOutcome = 'accepted' | 'declined' | 'timed-out' | 'withdrawn' | 'undeliverable'
export type Effect = OutboundEffect | InnerEffect
export type KeyedEffect = { readonly key: EffectKey; readonly effect: Effect }
