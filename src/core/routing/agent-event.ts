import type { AgentId, ConversationId } from '../ids.ts'
import type { Agent, Availability, Seat } from './agent.ts'

/** What an admin sets about an agent. */
export type AgentSettings = Pick<
  Agent,
  'name' | 'queues' | 'skills' | 'networks' | 'features' | 'capacity' | 'capacityPerNetwork'
>

/** A conversation that asks for a seat. */
export interface SeatRequest {
  readonly conversation: ConversationId
  /** The id of the conversation's network, and its type. */
  readonly network: string
  readonly networkType: string
  /** Given by an admin beyond the agent's capacity or while away; recorded by the caller. */
  readonly forced?: boolean
}

/** Facts about one agent. `at` is in ms since the epoch: the time of the fact, not of its processing. */
export type AgentEvent = {
  readonly at: number
} /** Adding an agent who is there already changes the settings only. */ & (
  | { readonly type: 'added'; readonly agent: AgentId; readonly settings: AgentSettings }
  /** `needsAccept: false` trusts the agent's joins again. */
  | { readonly type: 'changed'; readonly settings: Partial<AgentSettings>; readonly needsAccept?: boolean }
  | { readonly type: 'removed' }
  | { readonly type: 'said-ready'; readonly by: Exclude<Availability['by'], 'presence'> }
  | { readonly type: 'said-away'; readonly by: Exclude<Availability['by'], 'presence'>; readonly reason?: string }
  /** As the homeserver tells it, of all their devices together (F7): `unavailable` is a person whose programs are idle. */
  | { readonly type: 'presence-changed'; readonly presence: 'online' | 'unavailable' | 'offline' }
  /** Time to look whether they are offline for so long. */
  | { readonly type: 'stayed-offline'; readonly limitMs: number }
  /** The agent was chosen; the seat is pending. */
  | ({ readonly type: 'offer-made' } & SeatRequest)
  /** By joining the room or by `accept`. */
  | {
      readonly type: 'offer-accepted'
      readonly conversation: ConversationId
      readonly offeredAt: number
      readonly byJoin: boolean
    }
  | { readonly type: 'offer-declined'; readonly conversation: ConversationId }
  | { readonly type: 'offer-timed-out'; readonly conversation: ConversationId }
  | { readonly type: 'offer-withdrawn'; readonly conversation: ConversationId }
  | { readonly type: 'offer-undeliverable'; readonly conversation: ConversationId }
  /** Took a conversation without an offer, or joined when the offer had been withdrawn already. */
  | ({ readonly type: 'seat-taken' } & SeatRequest)
  | {
      readonly type: 'seat-kept'
      readonly conversation: ConversationId
      readonly kind: Exclude<Seat['kind'], 'pending'>
    }
  /** The agent has nothing to do with the conversation any more. */
  | { readonly type: 'seat-freed'; readonly conversation: ConversationId }
)

export type AgentEventType = AgentEvent['type']
export type AgentEventOf<T extends AgentEventType> = Extract<AgentEvent, { type: T }>
