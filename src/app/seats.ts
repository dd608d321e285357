import type { InnerEffect } from '../core/conversation/effect.ts'
import type { Conversation } from '../core/conversation/state.ts'
import type { AgentId, ConversationId } from '../core/ids.ts'
import type { AgentEvent } from '../core/routing/agent-event.ts'
import { runAgentEvent } from './agent-step.ts'
import { loadAgent, type Session } from './session.ts'

type Settle = Extract<InnerEffect, { type: 'settle-offer' }>

/** Records how an offer ended, for the offer and for its agent. */
export async function settleOffer(session: Session, conversation: Conversation, effect: Settle): Promise<void> {
  session.tx.settleOffer(effect.offer, effect.outcome, effect.at)
  const queue = 'placement' in conversation ? conversation.placement.queue : 'none'
  session.afterCommit.push(() => session.app.metrics.offer(queue, effect.outcome))
  await runAgentEvent(session, effect.agent, agentEventOf(conversation.id, effect))
}

function agentEventOf(conversation: ConversationId, effect: Settle): AgentEvent {
  const { at } = effect
  switch (effect.outcome) {
    case 'accepted':
      return { type: 'offer-accepted', at, conversation, offeredAt: effect.offeredAt, byJoin: effect.byJoin ?? false }
    case 'declined':
      return { type: 'offer-declined', at, conversation }
    case 'timed-out':
      return { type: 'offer-timed-out', at, conversation }
    case 'withdrawn':
      return { type: 'offer-withdrawn', at, conversation }
    case 'undeliverable':
      return { type: 'offer-undeliverable', at, conversation }
  }
}

export async function keepSeat(
  session: Session,
  conversation: ConversationId,
  effect: Extract<InnerEffect, { type: 'keep-seat' }>,
  at: number,
): Promise<void> {
  await session.tx.setSeatKind(conversation, effect.agent, effect.kind)
  await runAgentEvent(session, effect.agent, { type: 'seat-kept', at, conversation, kind: effect.kind })
}

export async function freeSeat(
  session: Session,
  conversation: ConversationId,
  agent: AgentId,
  at: number,
): Promise<void> {
  await runAgentEvent(session, agent, { type: 'seat-freed', at, conversation })
  const had = await session.tx.freeSeat(conversation, agent)
  if (had) session.tx.wake('agents')
}

/**
 * Takes a place at an agent: first by their own machine, then by the one conditional statement that other processes
 * respect too. `offer`: the conversation is offered to them; otherwise they take it themselves.
 */
export async function takeSeat(
  session: Session,
  conversation: Conversation,
  agent: AgentId,
  how: 'offer' | 'taken',
  at: number,
): Promise<boolean> {
  const { id, network, networkType } = conversation
  if (how === 'taken' && (await isAway(session, agent))) return false
  const type = how === 'offer' ? ('offer-made' as const) : ('seat-taken' as const)
  const rejection = await runAgentEvent(session, agent, { type, at, conversation: id, network, networkType })
  if (rejection === 'seat-exists') return true
  if (rejection) return false
  const kind = how === 'offer' ? 'pending' : 'active'
  const claimed = await session.tx.claimSeat({ agent, conversation: id, network, networkType, kind })
  if (!claimed) throw new Error(`agent ${agent} had a place by their own state but not in the database`)
  return true
}

/** Whoever is away is given no place, though they come by themselves: the database gives them none either. */
async function isAway(session: Session, id: AgentId): Promise<boolean> {
  const { agent } = await loadAgent(session, id)
  return agent?.availability.state === 'away'
}
