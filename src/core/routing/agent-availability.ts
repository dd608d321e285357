import type { Agent, Availability } from './agent.ts'
import type { AgentDecision, AgentEffect } from './agent-decision.ts'
import type { AgentEventOf } from './agent-event.ts'

const offlineReason = 'offline in Matrix'

type Awayness = Omit<Availability, 'state'>

export function sayReady(agent: Agent, { at, by }: AgentEventOf<'said-ready'>): AgentDecision {
  return becomeReady(agent, at, by)
}

export function sayAway(agent: Agent, { at, by, reason }: AgentEventOf<'said-away'>): AgentDecision {
  return becomeAway(agent, { since: at, by, ...(reason !== undefined && { reason }) })
}

/** Only who is ready goes away by going offline, and only who went away that way comes back by coming online. */
export function followPresence(agent: Agent, { at, presence }: AgentEventOf<'presence-changed'>): AgentDecision {
  const { state, by } = agent.availability
  if (state === 'ready' && presence === 'offline') {
    return becomeAway(agent, { since: at, by: 'presence', reason: offlineReason })
  }
  if (state === 'away' && by === 'presence' && presence === 'online') return becomeReady(agent, at, 'presence')
  return { ok: true, agent, effects: [] }
}

/** Saying it again keeps the place in the order of the idle, and shows that somebody is there. */
function becomeReady(agent: Agent, at: number, by: Availability['by']): AgentDecision {
  if (agent.availability.state === 'ready') {
    return { ok: true, agent: agent.missedInRow === 0 ? agent : { ...agent, missedInRow: 0 }, effects: [] }
  }
  const ready: Agent = { ...agent, availability: { state: 'ready', since: at, by }, idleSince: at, missedInRow: 0 }
  return { ok: true, agent: ready, effects: [wantDispatch(ready)] }
}

/** Offers that are open go to the next agent instead of waiting for their time-out. */
export function becomeAway(agent: Agent, awayness: Awayness): AgentDecision {
  const { state, reason, by } = agent.availability
  if (state === 'away' && reason === awayness.reason && by === awayness.by) return { ok: true, agent, effects: [] }
  const pending = agent.seats.filter((seat) => seat.kind === 'pending')
  const effects = pending.map(({ conversation }): AgentEffect => {
    return { type: 'decline-offer', agent: agent.id, conversation, reason: awayness.reason ?? 'away' }
  })
  return { ok: true, agent: { ...agent, availability: { state: 'away', ...awayness } }, effects }
}

export function wantDispatch({ id, queues }: Agent): AgentEffect {
  return { type: 'availability-changed', agent: id, queues }
}
