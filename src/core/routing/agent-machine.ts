import type { Agent } from './agent.ts'
import { followPresence, sayAway, sayReady, stayOffline, wantDispatch } from './agent-availability.ts'
import type { AgentDecision, AgentEffect } from './agent-decision.ts'
import type { AgentEvent, AgentEventOf } from './agent-event.ts'
import {
  acceptOffer,
  declineOffer,
  dropOffer,
  freeSeat,
  keepSeat,
  makeOffer,
  missOffer,
  takeSeat,
} from './agent-seats.ts'

/**
 * Applies one fact to an agent (undefined: nobody there yet). Pure: folding the log of accepted events over undefined
 * gives the state again. An event that no longer fits changes nothing and is answered with the reason, so that repeats
 * and crossings are harmless. The version counts the changes.
 */
export function decideAgent(agent: Agent | undefined, event: AgentEvent): AgentDecision {
  if (event.type === 'added') return agent ? counted(agent, change(agent, { ...event, type: 'changed' })) : add(event)
  if (!agent) return { ok: false, rejection: 'unknown-agent' }
  return counted(agent, decideKnown(agent, event))
}

function decideKnown(agent: Agent, event: Exclude<AgentEvent, { type: 'added' }>): AgentDecision {
  switch (event.type) {
    case 'changed':
      return change(agent, event)
    case 'removed':
      return remove(agent)
    case 'said-ready':
      return sayReady(agent, event)
    case 'said-away':
      return sayAway(agent, event)
    case 'presence-changed':
      return followPresence(agent, event)
    case 'stayed-offline':
      return stayOffline(agent, event)
    case 'offer-made':
      return makeOffer(agent, event)
    case 'offer-accepted':
      return acceptOffer(agent, event)
    case 'offer-declined':
      return declineOffer(agent, event)
    case 'offer-timed-out':
      return missOffer(agent, event)
    case 'offer-withdrawn':
    case 'offer-undeliverable':
      return dropOffer(agent, event)
    case 'seat-taken':
      return takeSeat(agent, event)
    case 'seat-kept':
      return keepSeat(agent, event)
    case 'seat-freed':
      return freeSeat(agent, event)
  }
}

function counted(before: Agent, decision: AgentDecision): AgentDecision {
  if (!decision.ok || !decision.agent || decision.agent === before) return decision
  return { ...decision, agent: { ...decision.agent, version: before.version + 1 } }
}

/** A new agent is away until they say that they are ready. */
function add({ agent, at, settings }: AgentEventOf<'added'>): AgentDecision {
  const added: Agent = {
    id: agent,
    ...settings,
    availability: { state: 'away', since: at, by: 'admin', reason: 'not ready yet' },
    seats: [],
    idleSince: at,
    missedInRow: 0,
    fastJoinsInRow: 0,
    needsAccept: false,
    version: 1,
  }
  return { ok: true, agent: added, effects: [] }
}

/** New settings never take a seat away: who has more than a lowered capacity gets nothing new. */
function change(agent: Agent, { settings, needsAccept }: AgentEventOf<'changed'>): AgentDecision {
  const trusted = needsAccept !== undefined && { needsAccept, fastJoinsInRow: 0 }
  const changed: Agent = { ...agent, ...settings, ...trusted }
  return { ok: true, agent: changed, effects: changed.availability.state === 'ready' ? [wantDispatch(changed)] : [] }
}

/** Offers go to the next; who is in a conversation stays in its room, and the admins are told. */
function remove(agent: Agent): AgentDecision {
  const declined = agent.seats.filter((seat) => seat.kind === 'pending')
  const kept = agent.seats.filter((seat) => seat.kind !== 'pending')
  const effects = declined.map(({ conversation }): AgentEffect => {
    return { type: 'decline-offer', agent: agent.id, conversation, reason: 'no longer an agent' }
  })
  if (kept.length === 0) return { ok: true, agent: undefined, effects }
  const params = { name: agent.name, conversations: kept.map(({ conversation }) => conversation).join(', ') }
  return {
    ok: true,
    agent: undefined,
    effects: [...effects, { type: 'tell-admins', textId: 'removed-with-conversations', params }],
  }
}
