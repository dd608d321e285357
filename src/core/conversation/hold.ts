import { type Outcome, refuse, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { EventOf } from './event.ts'
import { withRefusal } from './refusals.ts'
import { nameFor, titleOf, toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn } from './state.ts'

/** The agent puts it aside; it stays theirs and no longer counts against their capacity. */
export function held(conversation: Conversation, event: EventOf<'held'>): Outcome {
  if (conversation.status !== 'active') return refuse('Only a conversation that somebody has can be held.')
  if (conversation.agent !== event.person.agent) return refuse(`${conversation.agentName} has this conversation.`)
  return step(
    { ...conversation, status: 'held', heldAt: event.at },
    { type: 'keep-seat', agent: conversation.agent, kind: 'held' },
    toCustomer(conversation, 'held', agentParam(conversation)),
  )
}

export function resumed(conversation: Conversation, event: EventOf<'resumed'>): Outcome {
  if (conversation.status !== 'held') return refuse('This conversation is not on hold.')
  if (conversation.agent !== event.person.agent) return refuse(`${conversation.agentName} has this conversation.`)
  if (!event.seated) return refuse('You have no free place for it now: close or hold another one first.')
  const { heldAt: _, ...rest } = conversation
  return step(
    { ...rest, status: 'active' },
    { type: 'keep-seat', agent: conversation.agent, kind: 'active' },
    toCustomer(conversation, 'resumed', agentParam(conversation)),
  )
}

/** To another queue, with a reason; the customer is told and keeps their text. */
export function transferred(conversation: Conversation, event: EventOf<'transferred'>): Outcome {
  if (conversation.status !== 'active' && conversation.status !== 'held') {
    return refuse('Only a conversation that somebody has can be transferred.')
  }
  const {
    agent,
    agentName: _name,
    acceptedAt: _accepted,
    connectedAt: _connected,
    heldAt: _held,
    rulesDue: _due,
    ...rest
  } = conversation as ConversationIn<'held'>
  const refusals = withRefusal(conversation, { agent, at: event.at, how: 'left', reason: event.reason })
  const next: Conversation = { ...rest, status: 'queued', placement: event.placement, refusals }
  return step(
    next,
    { type: 'free-seat', agent },
    { type: 'remove-agent', agent, reason: `Transferred to ${event.placement.queue}: ${event.reason}` },
    toCustomer(next, 'transferred', {
      queue: titleOf(event.placement),
      agent: nameFor(conversation, event.person.name),
    }),
    { type: 'describe-room', description: describeRoom(next, event.at) },
    { type: 'find-agent' },
  )
}

function agentParam(conversation: ConversationIn<'active'> | ConversationIn<'held'>): { agent: string | undefined } {
  return { agent: nameFor(conversation, conversation.agentName) }
}
