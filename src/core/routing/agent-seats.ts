import type { ConversationId } from '../ids.ts'
import { hasRoomOn } from '../presence/agent-standing.ts'
import { type Agent, loadOf, type Seat } from './agent.ts'
import { becomeAway, thereAfterAll, wantDispatch } from './agent-availability.ts'
import type { AgentDecision, AgentEffect } from './agent-decision.ts'
import type { AgentEventOf, SeatRequest } from './agent-event.ts'

const mostMissed = 2
const mostFastJoins = 2
const fastJoinMs = 1000

export function makeOffer(agent: Agent, event: AgentEventOf<'offer-made'>): AgentDecision {
  if (agent.availability.state === 'away' && !event.forced) return { ok: false, rejection: 'away' }
  return giveSeat(agent, event, 'pending')
}

/** A person may take a conversation while away: they say so by doing it. */
export function takeSeat(agent: Agent, event: AgentEventOf<'seat-taken'>): AgentDecision {
  const decision = giveSeat(agent, event, 'active')
  if (!decision.ok || !decision.agent) return decision
  return { ...decision, agent: { ...thereAfterAll(decision.agent), idleSince: event.at, missedInRow: 0 } }
}

function giveSeat(agent: Agent, request: SeatRequest, kind: Seat['kind']): AgentDecision {
  if (seatFor(agent, request.conversation)) return { ok: false, rejection: 'seat-exists' }
  const { conversation, network, networkType } = request
  const hasRoom = hasRoomOn(agent, { id: network, type: networkType })
  if (!hasRoom && !request.forced) return { ok: false, rejection: 'full' }
  const seats = [...agent.seats, { conversation, network, networkType, kind }]
  return { ok: true, agent: { ...agent, seats }, effects: [] }
}

/** A join within a second of the invite was made by a program; two of them in a row make joins count for nothing. */
export function acceptOffer(agent: Agent, event: AgentEventOf<'offer-accepted'>): AgentDecision {
  if (seatFor(agent, event.conversation)?.kind !== 'pending') return { ok: false, rejection: 'no-seat' }
  const isFast = event.byJoin && event.at - event.offeredAt < fastJoinMs
  const accepted = {
    ...withSeat(thereAfterAll(agent), event.conversation, 'active'),
    idleSince: event.at,
    missedInRow: 0,
    fastJoinsInRow: isFast ? agent.fastJoinsInRow + 1 : 0,
  }
  if (accepted.fastJoinsInRow < mostFastJoins) return { ok: true, agent: accepted, effects: [] }
  const params = { agent: agent.id, name: agent.name }
  return {
    ok: true,
    agent: { ...accepted, fastJoinsInRow: 0, needsAccept: true },
    effects: [
      { type: 'tell-agent', agent: agent.id, textId: 'offers-need-accept', params },
      { type: 'tell-admins', textId: 'offers-need-accept', params },
    ],
  }
}

/** Who declines is there, so nothing counts as missed. */
export function declineOffer(agent: Agent, event: AgentEventOf<'offer-declined'>): AgentDecision {
  return endOffer(agent, event.conversation, { missedInRow: 0 })
}

/** Withdrawn by us, or never delivered: not the agent's doing. */
export function dropOffer(
  agent: Agent,
  event: AgentEventOf<'offer-withdrawn'> | AgentEventOf<'offer-undeliverable'>,
): AgentDecision {
  return endOffer(agent, event.conversation, {})
}

export function missOffer(agent: Agent, event: AgentEventOf<'offer-timed-out'>): AgentDecision {
  if (agent.availability.state === 'away') return endOffer(agent, event.conversation, {})
  const missedInRow = agent.missedInRow + 1
  const ended = endOffer(agent, event.conversation, { missedInRow })
  if (!ended.ok || !ended.agent || missedInRow < mostMissed) return ended
  const away = becomeAway(ended.agent, { since: event.at, by: 'machine', reason: 'missed two offers in a row' })
  if (!away.ok) return away
  const told: AgentEffect = {
    type: 'tell-agent',
    agent: agent.id,
    textId: 'missed-two-offers',
    params: { name: agent.name },
  }
  return { ...away, effects: [told, ...away.effects] }
}

function endOffer(agent: Agent, conversation: ConversationId, changes: Partial<Agent>): AgentDecision {
  if (seatFor(agent, conversation)?.kind !== 'pending') return { ok: false, rejection: 'no-seat' }
  const freed = { ...withoutSeat(agent, conversation), ...changes }
  return { ok: true, agent: freed, effects: dispatchIfReady(freed) }
}

/** Coming back from hold asks for room again; everything else only keeps or gives. */
export function keepSeat(agent: Agent, event: AgentEventOf<'seat-kept'>): AgentDecision {
  const seat = seatFor(agent, event.conversation)
  if (!seat) return { ok: false, rejection: 'no-seat' }
  if (seat.kind === event.kind) return { ok: true, agent, effects: [] }
  if (seat.kind === 'held' && loadOf(agent) >= agent.capacity) return { ok: false, rejection: 'full' }
  const kept = withSeat(agent, event.conversation, event.kind)
  return { ok: true, agent: kept, effects: event.kind === 'held' ? dispatchIfReady(kept) : [] }
}

/** The end of a conversation begins a new idle time; the end of a mere offer does not. */
export function freeSeat(agent: Agent, event: AgentEventOf<'seat-freed'>): AgentDecision {
  const seat = seatFor(agent, event.conversation)
  if (!seat) return { ok: false, rejection: 'no-seat' }
  const left = withoutSeat(agent, event.conversation)
  const freed = seat.kind === 'pending' ? left : { ...left, idleSince: event.at }
  return { ok: true, agent: freed, effects: dispatchIfReady(freed) }
}

function seatFor(agent: Agent, conversation: ConversationId): Seat | undefined {
  return agent.seats.find((seat) => seat.conversation === conversation)
}

function withSeat(agent: Agent, conversation: ConversationId, kind: Seat['kind']): Agent {
  const change = (seat: Seat) => (seat.conversation === conversation ? { ...seat, kind } : seat)
  return { ...agent, seats: agent.seats.map(change) }
}

function withoutSeat(agent: Agent, conversation: ConversationId): Agent {
  return { ...agent, seats: agent.seats.filter((seat) => seat.conversation !== conversation) }
}

function dispatchIfReady(agent: Agent): readonly AgentEffect[] {
  return agent.availability.state === 'ready' ? [wantDispatch(agent)] : []
}
