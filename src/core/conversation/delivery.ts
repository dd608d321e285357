import { type Outcome, stale, step } from './decision.ts'
import type { EventOf } from './event.ts'
import { toAgents } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** A message did not get through, or perhaps did. Its author hears of it; the conversation goes on. */
export function deliveryFailed(conversation: Conversation, event: EventOf<'delivery-failed'>): Outcome {
  if (!conversation.roomOpened) return stale('There is no room to tell it in.')
  const params = { excerpt: event.excerpt, reason: event.reason }
  return step(conversation, ...toAgents(conversation, event.certain ? 'not-delivered' : 'maybe-delivered', params))
}
