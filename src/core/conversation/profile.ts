import { mergeProfile } from '../identification/app-profile.ts'
import { closeOfBot } from './close.ts'
import { type Outcome, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { toAgents } from './say-lines.ts'
import type { Conversation } from './state.ts'

const worthTelling = ['application', 'version', 'os', 'account'] as const

/** Facts about the customer's software. Late ones are kept too, shown in the room, and weighed again while it waits. */
export function profileLearned(conversation: Conversation, event: EventOf<'profile-learned'>): Outcome {
  const profile = mergeProfile(conversation.profile, event.facts)
  const next: Conversation = { ...conversation, profile, ...(event.customer ? { customer: event.customer } : {}) }
  if (next.profile.bot?.value === 'yes' && !('agent' in next)) return closeOfBot(next, event.at)
  const changed = worthTelling.filter((name) => profile[name]?.value !== conversation.profile[name]?.value)
  if (changed.length === 0) return step(next)
  const room: readonly Effect[] = conversation.roomOpened
    ? [
        { type: 'describe-room', description: describeRoom(next, event.at) },
        ...toAgents(next, 'late-facts', { profile }),
      ]
    : []
  const again: readonly Effect[] =
    conversation.status === 'queued' ? [{ type: 'evaluate-rules', because: 'the app profile changed' }] : []
  return step(next, ...room, ...again)
}
