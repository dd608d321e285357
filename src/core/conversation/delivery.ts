import { type Outcome, stale, step } from './decision.ts'
import type { EventOf } from './event.ts'
import { toAgents } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** From now on the agent and the customer can really write to each other (P18). Only the first line of an agent says so. */
export function lineDelivered(conversation: Conversation, event: EventOf<'line-delivered'>): Outcome {
  if (!('agent' in conversation) || conversation.connectedAt !== undefined) return stale('Nothing changes.')
  const line = conversation.sent.find(({ eventId }) => eventId === event.eventId)
  if (line?.agent !== conversation.agent) return stale('It is not a line of their agent.')
  return step({ ...conversation, connectedAt: event.at })
}

/** A message did not get through, or perhaps did. Its author hears of it; the conversation goes on. */
export function deliveryFailed(conversation: Conversation, event: EventOf<'delivery-failed'>): Outcome {
  if (!conversation.roomOpened) return stale('There is no room to tell it in.')
  const params = { excerpt: event.excerpt, reason: event.reason }
  return step(conversation, ...toAgents(conversation, event.certain ? 'not-delivered' : 'maybe-delivered', params))
}
