import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Conversation } from '../core/conversation/state.ts'
import { unfitBecause } from '../core/routing/agent-tests.ts'
import { neededFeatures } from '../core/routing/need.ts'
import { placeConversation } from '../core/routing/rule-index.ts'
import { failureWords, utcTime } from '../core/routing/why-words.ts'
import { inputsOf } from './rule-inputs.ts'
import type { Session } from './session.ts'

/** Whether the agent who has it can do what the rules would ask for now and what the customer was seen to do. */
export function checkAgent(session: Session, conversation: Conversation, at: number): readonly ConversationEvent[] {
  const { app } = session
  const agent = 'agent' in conversation && app.agents.index.agents.get(conversation.agent)
  if (!agent) return []
  const { queue, skills, features } = placeConversation(
    app.rules.current().prepared,
    inputsOf(app, conversation, at),
  ).result
  const needs = { skills, features: neededFeatures({ skills, features }, conversation) }
  const network = { id: conversation.network, type: conversation.networkType }
  const failed = unfitBecause(agent, { queue, needs, network, refusals: [], now: at })
  return failed ? [{ type: 'agent-unfit', at, lacks: failureWords(failed, utcTime) }] : []
}
