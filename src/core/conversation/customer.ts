import { closeByCustomer } from './close.ts'
import type { Outcome, Step } from './decision.ts'
import { stale, step } from './decision.ts'
import type { EventOf } from './event.ts'
import { readIntakeLine } from './intake.ts'
import { readWord } from './read-answer.ts'
import { toAgents, toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn } from './state.ts'

/** A line of the customer. It never goes missing: it is in the room, or waits in `said` for the room to be opened. */
export function customerWrote(before: Conversation, event: EventOf<'customer-wrote'>): Outcome {
  const conversation: Conversation = before.reach === 'away' ? { ...before, reach: 'here' } : before
  switch (conversation.status) {
    case 'identifying':
    case 'intake':
      return readIntakeLine(conversation, event)
    case 'queued':
    case 'offered':
      return whileWaiting(conversation, event)
    case 'active':
    case 'held':
      return intoRoom(conversation, event)
    case 'wrapping':
      return reopen(conversation, event)
    case 'closed':
      return { ok: false, rejection: { code: 'stale', text: 'The conversation is closed.' } }
  }
}

function intoRoom(conversation: Conversation, event: EventOf<'customer-wrote'>): Step {
  return step(conversation, {
    type: 'post-as-customer',
    message: event.message,
    at: event.at,
    remoteId: event.remoteId,
  })
}

function whileWaiting(
  conversation: ConversationIn<'queued'> | ConversationIn<'offered'>,
  event: EventOf<'customer-wrote'>,
): Outcome {
  const word = readWord(event.message.text, conversation.language)
  const line = intoRoom({ ...conversation, cancelAsked: false }, event)
  switch (word) {
    case 'cancel':
      if (conversation.cancelAsked) return closeByCustomer(line, event.at)
      return step(
        { ...conversation, cancelAsked: true },
        ...line.effects,
        toCustomer(conversation, 'cancel-ask-back', {}),
      )
    case 'position':
      return askedForPosition(line, event.at)
    case 'agent':
      return step(line.conversation, ...line.effects, toCustomer(conversation, 'agent-asked-for', {}))
    case undefined:
      return line
  }
}

/** The place has to be counted first, so the answer comes with the next position; an offer under way is said at once. */
function askedForPosition(line: Step, at: number): Step {
  const { conversation } = line
  if (conversation.status === 'offered') {
    return step(conversation, ...line.effects, toCustomer(conversation, 'position-being-offered', {}))
  }
  const asked: Conversation = conversation.status === 'queued' ? { ...conversation, positionAsked: true } : conversation
  return step(asked, ...line.effects, { type: 'set-timer', timer: 'position', at })
}

function reopen(conversation: ConversationIn<'wrapping'>, event: EventOf<'customer-wrote'>): Step {
  const { code: _code, closedAt: _closedAt, ...rest } = conversation
  return step(
    { ...rest, status: 'active' },
    { type: 'clear-timer', timer: 'wrap-up' },
    { type: 'keep-seat', agent: conversation.agent, kind: 'active' },
    ...toAgents(conversation, 'reopened', { customer: conversation.customer.name }),
    { type: 'post-as-customer', message: event.message, at: event.at, remoteId: event.remoteId },
  )
}

/** They are out of sight: what is written to them waits. The agent is told once per absence. */
export function customerLeft(conversation: Conversation, event: EventOf<'customer-left'>): Outcome {
  if (conversation.reach === 'away') return { ok: false, rejection: { code: 'stale', text: 'They had left already.' } }
  const { name } = conversation.customer
  return step(
    { ...conversation, reach: 'away' },
    ...toAgents(conversation, 'customer-left', {
      customer: name,
      network: conversation.networkName,
      reason: event.reason,
    }),
  )
}

export function customerReturned(conversation: Conversation, event: EventOf<'customer-returned'>): Outcome {
  const wasAway = conversation.reach === 'away'
  const next: Conversation = { ...conversation, reach: 'here', customer: event.customer }
  return step(next, ...(wasAway ? toAgents(next, 'customer-returned', { customer: event.customer.name }) : []))
}

/**
 * We were away: what they wrote in that time is gone, so both sides hear of it (I1). Of a conversation that was closed in
 * that time only the customer does.
 */
export function gapNoticed(conversation: Conversation, event: EventOf<'gap-noticed'>): Outcome {
  if (conversation.status === 'closed') {
    return conversation.closedAt < event.at - event.ms
      ? stale('It was closed before.')
      : step(conversation, toCustomer(conversation, 'gap', { ms: event.ms }))
  }
  const seconds = Math.max(1, Math.round(event.ms / 1000))
  return step(
    conversation,
    toCustomer(conversation, 'gap', { ms: event.ms }),
    ...toAgents(conversation, 'gap', { network: conversation.networkName, seconds }),
  )
}
