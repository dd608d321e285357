import type { Agent, Availability } from './agent.ts'
import type { AgentDecision, AgentEffect } from './agent-decision.ts'
import type { AgentEventOf } from './agent-event.ts'

const offlineReason = 'offline in Matrix'

type Awayness = Omit<Availability, 'state'>

/** Whoever says so is there, whatever Matrix shows of their programs. */
export function sayReady(agent: Agent, { at, by }: AgentEventOf<'said-ready'>): AgentDecision {
  return becomeReady(thereAfterAll(agent), at, by)
}

export function sayAway(agent: Agent, { at, by, reason }: AgentEventOf<'said-away'>): AgentDecision {
  return becomeAway(agent, { since: at, by, ...(reason !== undefined && { reason }) })
}

/** Going offline is only remembered, because programs come and go; only whom presence made away comes back by coming online. */
export function followPresence(agent: Agent, { at, presence }: AgentEventOf<'presence-changed'>): AgentDecision {
  if (presence === 'offline') {
    return { ok: true, agent: agent.offlineSince === undefined ? { ...agent, offlineSince: at } : agent, effects: [] }
  }
  const there = thereAfterAll(agent)
  const { state, by } = agent.availability
  if (state === 'away' && by === 'presence' && presence === 'online') return becomeReady(there, at, 'presence')
  return { ok: true, agent: there, effects: [] }
}

/** Who is ready and offline for so long is away. What the agent said wins: it is for those who are ready only. */
export function stayOffline(agent: Agent, { at, limitMs }: AgentEventOf<'stayed-offline'>): AgentDecision {
  const dueAt = offlineDueAt(agent, limitMs)
  if (dueAt === undefined || at < dueAt) return { ok: true, agent, effects: [] }
  const away = becomeAway(agent, { since: at, by: 'presence', reason: offlineReason })
  if (!away.ok) return away
  const params = { name: agent.name, ms: limitMs }
  const told: AgentEffect = { type: 'tell-agent', agent: agent.id, textId: 'away-by-presence', params }
  return { ...away, effects: [told, ...away.effects] }
}

/** When a ready agent will have been offline for so long, ms since the epoch; undefined while they are not offline or not ready. */
export function offlineDueAt({ availability, offlineSince }: Agent, limitMs: number): number | undefined {
  return availability.state === 'ready' && offlineSince !== undefined ? offlineSince + limitMs : undefined
}

/** Whether what the homeserver says of them is news. */
export function isPresenceNews(agent: Agent, presence: AgentEventOf<'presence-changed'>['presence']): boolean {
  const decision = followPresence(agent, { type: 'presence-changed', at: 0, presence })
  return decision.ok && decision.agent !== agent
}

/** The same agent where nothing says that they are offline. */
export function thereAfterAll(agent: Agent): Agent {
  if (agent.offlineSince === undefined) return agent
  const { offlineSince: _, ...there } = agent
  return there
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
