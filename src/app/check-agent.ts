import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Conversation, ConversationIn } from '../core/conversation/state.ts'
import type { Agent } from '../core/routing/agent.ts'
import { unfitBecause } from '../core/routing/agent-tests.ts'
import { neededFeatures } from '../core/routing/need.ts'
import { placeConversation } from '../core/routing/rule-index.ts'
import { failureWords, utcTime } from '../core/routing/why-words.ts'
import { placedByHand } from './evaluate-rules.ts'
import { inputsOf } from './rule-inputs.ts'
import type { Session } from './session.ts'

type Placed = ConversationIn<'queued' | 'offered' | 'active' | 'held'>

/** Whether the agent who has it can do what is asked for now and what the customer was seen to do. */
export function checkAgent(session: Session, conversation: Conversation, at: number): readonly ConversationEvent[] {
  if (conversation.status !== 'active' && conversation.status !== 'held') return []
  const agent = session.app.agents.index.agents.get(conversation.agent)
  const lacks = agent && lacksOf(session, conversation, agent, at)
  return lacks === undefined ? [] : [{ type: 'agent-unfit', at, lacks }]
}

/** In words what this agent cannot do of what the conversation needs; undefined for one who fits. */
export function lacksOf(session: Session, conversation: Placed, agent: Agent, now: number): string | undefined {
  const { queue, skills, features } = neededNow(session, conversation, now)
  const needs = { skills, features: neededFeatures({ skills, features }, conversation) }
  const network = { id: conversation.network, type: conversation.networkType }
  const failed = unfitBecause(agent, { queue, needs, network, refusals: [], now })
  return failed && failureWords(failed, utcTime)
}

/** What its placement asks for, be it by the rules or by whoever transferred it; by the rules anew once the profile has changed. */
function neededNow(session: Session, conversation: Placed, now: number) {
  const { app } = session
  const { placement, rulesDue } = conversation
  if (!rulesDue || placedByHand(session, conversation)) return { queue: placement.queue, ...placement.needs }
  return placeConversation(app.rules.current().prepared, inputsOf(app, conversation, now)).result
}
