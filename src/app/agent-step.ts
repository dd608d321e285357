import type { AgentId, NetworkId } from '../core/ids.ts'
import type { AgentEffect, AgentRejection } from '../core/routing/agent-decision.ts'
import type { AgentEvent } from '../core/routing/agent-event.ts'
import { decideAgent } from '../core/routing/agent-machine.ts'
import { leaseOfNetwork } from '../ports/lease.ts'
import { agentMessage } from './agent-texts.ts'
import { conversationSubject, makeRow } from './inbox-body.ts'
import { loadAgent, order, type Session } from './session.ts'

/** Applies a fact to an agent within the transaction. Answers why nothing changed, if so. */
export async function runAgentEvent(
  session: Session,
  id: AgentId,
  event: AgentEvent,
): Promise<AgentRejection | undefined> {
  const working = await loadAgent(session, id)
  const decision = decideAgent(working.agent, event)
  if (!decision.ok) return decision.rejection
  if (decision.agent === working.agent) return undefined
  working.agent = decision.agent
  session.tx.appendAgentEvent(id, event.at, event.type, event)
  for (const [index, effect] of decision.effects.entries())
    carryOut(session, effect, `agent:${id}:${event.at}:${decision.agent?.version ?? 'gone'}:${index}`, event.at)
  return undefined
}

function carryOut(session: Session, effect: AgentEffect, key: string, at: number): void {
  switch (effect.type) {
    case 'tell-agent':
      order(session, key, {
        of: 'person',
        person: effect.agent,
        message: agentMessage(effect.textId, effect.params, 'agent'),
      })
      return
    case 'tell-admins':
      order(session, key, { of: 'admins', message: agentMessage(effect.textId, effect.params, 'admins') })
      return
    case 'availability-changed':
      session.tx.wake('agents')
      return
    case 'decline-offer':
      declineElsewhere(session, effect, key, at)
  }
}

/** The conversation belongs to the owner of its network, who may be another process. */
function declineElsewhere(
  session: Session,
  effect: Extract<AgentEffect, { type: 'decline-offer' }>,
  key: string,
  at: number,
): void {
  const seat = session.agents.get(effect.agent)
  const network = seat?.before?.seats.find(({ conversation }) => conversation === effect.conversation)?.network
  if (!network) return
  const { agent, conversation, reason } = effect
  const lease = leaseOfNetwork(network as NetworkId)
  const body = { kind: 'decline', conversation, agent, reason, at } as const
  const row = makeRow(lease, conversationSubject(conversation), body, key)
  order(session, key, { of: 'forward', row })
}
