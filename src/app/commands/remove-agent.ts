import type { Agent } from '../../core/routing/agent.ts'
import { runAgentEvent } from '../agent-step.ts'
import { loadAgent, type Session } from '../session.ts'
import type { Asked, CarryOutNamed } from './asked.ts'
import { namedAgent } from './named-agent.ts'

/** Nobody is taken out of a conversation: who still has some gets nothing new, and goes from the list once they are over. */
export const removeAgent: CarryOutNamed<'agent remove'> = async (asked, { agent: reference }) => {
  const named = await namedAgent(asked.app, reference)
  if (!named.ok) return named.problem
  const { id, name } = named.agent
  return async (session) => {
    const { agent } = await loadAgent(session, id)
    if (!agent) return `${name} is no longer an agent.`
    return agent.seats.length === 0 ? removeNow(asked, session, agent) : retire(asked, session, agent)
  }
}

async function removeNow({ app, at }: Asked, session: Session, { id, name }: Agent): Promise<string> {
  await runAgentEvent(session, id, { type: 'removed', at })
  await session.tx.removeAgent(id)
  session.tx.wake('agents')
  session.afterCommit.push(() => app.agents.forget(id))
  return `${name} is no longer an agent.`
}

async function retire({ at }: Asked, session: Session, { id, name, seats }: Agent): Promise<string> {
  await runAgentEvent(session, id, { type: 'said-away', at, by: 'admin', reason: 'no longer an agent' })
  await runAgentEvent(session, id, { type: 'changed', at, settings: { queues: [], networks: [], capacity: 0 } })
  const kept = seats.filter(({ kind }) => kind !== 'pending').map(({ conversation }) => conversation)
  const keeps =
    kept.length === 0 ? 'An open offer goes to the next agent' : `What ${name} has stays theirs: ${kept.join(', ')}`
  return `${name} is offered nothing any more. ${keeps}. To take ${name} off the list when that is over, say agent remove again.`
}
