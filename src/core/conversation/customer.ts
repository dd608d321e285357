import { askPosition, backInSight } from './back-in-sight.ts'
import { closeByCustomer } from './close.ts'
import type { Outcome, Step } from './decision.ts'
import { andThen, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { readIntakeLine } from './intake.ts'
import { tellPast } from './past.ts'
import { readWord } from './read-answer.ts'
import { withLine } from './request.ts'
import { toAgents, toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn } from './state.ts'
import { told } from './waiting.ts'
import { timeWritten } from './written-at.ts'

/** A line of the customer. It never goes missing: it is in the room, or waits in `said` for the room to be opened. */
export function customerWrote(before: Conversation, event: EventOf<'customer-wrote'>): Outcome {
  if (before.reach === 'here') return wrote(before, event)
  const back = backInSight(before, event.at)
  const outcome = wrote(back.conversation, event)
  return outcome.ok ? { ...outcome, effects: [...back.effects, ...outcome.effects] } : outcome
}

function wrote(conversation: Conversation, event: EventOf<'customer-wrote'>): Outcome {
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
      return event.pastAsked ? tellPast(conversation, event.pastAsked, event.at) : reopen(conversation, event)
    case 'closed':
      return { ok: false, rejection: { code: 'stale', text: 'The conversation is closed.' } }
  }
}

function intoRoom(conversation: Conversation, event: EventOf<'customer-wrote'>): Step {
  return step(withRequest(conversation, event), post(event))
}

/** Whoever pressed buttons until now says only here what it is about. */
function withRequest(conversation: Conversation, event: EventOf<'customer-wrote'>): Conversation {
  const { text } = event.message
  const isRequest = conversation.request === '' && text !== '' && readWord(text, conversation.language) === undefined
  return isRequest ? { ...conversation, ...withLine(conversation, event.remoteId, text) } : conversation
}

function post(event: EventOf<'customer-wrote'>): Effect {
  const { message, remoteId, answers } = event
  const at = timeWritten(event)
  return { type: 'post-as-customer', message, at, remoteId, ...(answers === undefined ? {} : { answers }) }
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
    case 'agent':
      return askedForPosition(line, event.at)
    case 'history':
      return event.pastAsked ? andThen(line, (then) => tellPast(then, event.pastAsked, event.at)) : line
    case undefined:
      return line
  }
}

/** Who asks is answered, however lately they heard it. Whoever wants an agent is in line for one already, and hears where. */
function askedForPosition(line: Step, at: number): Step {
  const { conversation } = line
  if (conversation.status === 'offered') {
    return step(told(conversation, at), ...line.effects, toCustomer(conversation, 'position-being-offered', {}))
  }
  return conversation.status === 'queued' ? andThen(line, () => askPosition(conversation, at)) : line
}

function reopen(conversation: ConversationIn<'wrapping'>, event: EventOf<'customer-wrote'>): Step {
  const { code: _code, closedAt: _closedAt, ...rest } = conversation
  return step(
    { ...rest, status: 'active' },
    { type: 'clear-timer', timer: 'wrap-up' },
    { type: 'keep-seat', agent: conversation.agent, kind: 'active' },
    ...toAgents(conversation, 'reopened', { customer: conversation.customer.name }),
    post(event),
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
  const next: Conversation = { ...conversation, customer: event.customer }
  if (conversation.reach === 'here') return step(next)
  return andThen(backInSight(next, event.at), (back) =>
    step(back, ...toAgents(back, 'customer-returned', { customer: event.customer.name })),
  )
}

/**
 * We were away: what they wrote in that time is gone, so both sides hear of it (I1). Of a conversation that was closed in
 * that time only the customer does, if they can be reached.
 */
export function gapNoticed(conversation: Conversation, event: EventOf<'gap-noticed'>): Outcome {
  if (conversation.status === 'closed') {
    return conversation.closedAt < event.at - event.ms
      ? stale('It was closed before.')
      : step(conversation, toCustomer(conversation, 'gap', { ms: event.ms }))
  }
  const seconds = Math.max(1, Math.round(event.ms / 1000))
  return step(
    ...gapToCustomer(conversation, event.ms),
    ...toAgents(conversation, 'gap', { network: conversation.networkName, seconds }),
  )
}

/** However many gaps there were while they were away, they hear one line of it when they are back. */
function gapToCustomer(conversation: Conversation, ms: number): [Conversation, ...Effect[]] {
  if (conversation.reach === 'here') return [conversation, toCustomer(conversation, 'gap', { ms })]
  return [{ ...conversation, unsaidGapMs: (conversation.unsaidGapMs ?? 0) + ms }]
}
