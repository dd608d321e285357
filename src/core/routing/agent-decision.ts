import type { AgentId, ConversationId, QueueName } from '../ids.ts'
import type { Agent } from './agent.ts'

/** Names of the sentences that an agent, or the admins about an agent, are told. */
export type AgentTextId = 'missed-two-offers' | 'away-by-presence' | 'offers-need-accept' | 'removed-with-conversations'

/** Orders that follow from a fact about an agent. */
export type AgentEffect =
  | { readonly type: 'tell-agent'; readonly agent: AgentId; readonly textId: AgentTextId; readonly params: TextParams }
  | { readonly type: 'tell-admins'; readonly textId: AgentTextId; readonly params: TextParams }
  /** The agent may be able to take something now: look for waiting conversations of these queues. */
  | { readonly type: 'availability-changed'; readonly agent: AgentId; readonly queues: readonly QueueName[] }
  /** The agent went away with this offer open: it goes to the next one at once, as if declined. */
  | {
      readonly type: 'decline-offer'
      readonly agent: AgentId
      readonly conversation: ConversationId
      readonly reason: string
    }

export type TextParams = Readonly<Record<string, string | number>>

/**
 * Why an event changed nothing. `unknown-agent`: there is no such agent. `away`, `full`: no seat can be given.
 * `seat-exists`: this conversation has a seat already. `no-seat`: it has none (any more).
 */
export type AgentRejection = 'unknown-agent' | 'away' | 'full' | 'seat-exists' | 'no-seat'

/** What `decideAgent` answers. `agent` is absent after `removed`, and the very same object when there is nothing to save. */
export type AgentDecision =
  | { readonly ok: true; readonly agent: Agent | undefined; readonly effects: readonly AgentEffect[] }
  | { readonly ok: false; readonly rejection: AgentRejection }
