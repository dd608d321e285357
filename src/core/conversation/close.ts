import { type Outcome, refuse, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { forCustomer } from './for-customer.ts'
import { withdrawOffers } from './offer-end.ts'
import { requestOf } from './request.ts'
import { nameFor, plain, toAgents, toCustomer } from './say-lines.ts'
import { spokenBy } from './speaker.ts'
import type { ClosedBy, Conversation, ConversationIn } from './state.ts'

const allTimers = ['identification', 'intake', 'quiet', 'position', 'wrap-up', 'retry'] as const

/** The only way a conversation ends: somebody asked for it. */
export function closeRequested(conversation: Conversation, event: EventOf<'close-requested'>): Outcome {
  switch (conversation.status) {
    case 'identifying':
    case 'intake':
    case 'queued':
    case 'offered':
      return closeNow(farewell(conversation, event), { at: event.at, by: event.by, code: event.code })
    case 'active':
    case 'held':
      return closeAssigned(conversation, event)
    case 'wrapping':
      return refuse(`This conversation was closed already (${conversation.code}).`)
    case 'closed':
      return refuse('This conversation is closed already.')
  }
}

/** The customer confirmed `cancel`. `before` holds what their last line led to. */
export function closeByCustomer(before: Step, at: number): Step {
  const goodbye = toCustomer(before.conversation, 'closed-by-customer', {})
  return closeNow({ ...before, effects: [...before.effects, goodbye] }, { at, by: 'customer', code: 'cancelled' })
}

/** Nothing is said: a program would answer that, and be answered in turn. */
export function closeOfBot(conversation: Conversation, at: number): Step {
  return closeNow(step(conversation), { at, by: 'network', code: 'bot' })
}

/** They never asked for anything, so there is nothing to end from where they stand: nothing is said. */
export function closeUnsaid(conversation: Conversation, at: number): Step {
  return closeNow(step(conversation), { at, by: 'idle', code: 'silent' })
}

function farewell(conversation: Conversation, event: EventOf<'close-requested'>): Step {
  const by = event.person ? nameFor(conversation, event.person.name) : undefined
  return step(
    conversation,
    ...lastWords(conversation, event),
    toCustomer(conversation, 'closed-by-agent', { agent: by, code: event.code }),
  )
}

function lastWords(conversation: Conversation, event: EventOf<'close-requested'>): readonly Effect[] {
  if (!event.text) return []
  const { text } = forCustomer(conversation, plain(event.text), { author: event.person?.agent })
  return [{ type: 'send-to-chat', priority: 'agent', ...spokenBy(conversation, event.person, plain(text)) }]
}

function closeAssigned(
  conversation: ConversationIn<'active'> | ConversationIn<'held'>,
  event: EventOf<'close-requested'>,
): Outcome {
  const words = farewell(conversation, event)
  const { placement, agent } = conversation
  if (placement.wrapUpMs === 0 || event.by !== 'agent' || event.code === 'spam' || conversation.status === 'held') {
    return closeNow(words, { at: event.at, by: event.by, code: event.code })
  }
  return step(
    { ...conversation, status: 'wrapping', closedAt: event.at, code: event.code },
    ...words.effects,
    { type: 'keep-seat', agent, kind: 'wrapping' },
    { type: 'set-timer', timer: 'wrap-up', at: event.at + placement.wrapUpMs },
    ...toAgents(conversation, 'wrap-up', { seconds: Math.round(placement.wrapUpMs / 1000) }),
  )
}

export function wrapUpEnded(conversation: Conversation, event: EventOf<'wrap-up-ended'>): Outcome {
  if (conversation.status !== 'wrapping') return stale('There is no wrap-up to end.')
  return closeNow(step(conversation), { at: event.at, by: 'agent', code: conversation.code })
}

interface End {
  readonly at: number
  readonly by: ClosedBy
  readonly code: string
}

function closeNow(before: Step, end: End): Step {
  const conversation = before.conversation
  const released =
    conversation.status === 'offered' ? withdrawOffers(conversation, end.at, 'The customer no longer waits.') : []
  const freed: readonly Effect[] = 'agent' in conversation ? [{ type: 'free-seat', agent: conversation.agent }] : []
  const timers = allTimers.map((timer): Effect => ({ type: 'clear-timer', timer }))
  const room: readonly Effect[] = conversation.roomAsked
    ? [...toAgents(conversation, 'closed', { by: end.by, code: end.code }), { type: 'archive-room' }]
    : []
  return step(closedState(conversation, end), ...before.effects, ...released, ...freed, ...timers, ...room)
}

type WhileOpen =
  | 'positionAsked'
  | 'placement'
  | 'agent'
  | 'acceptedAt'
  | 'connectedAt'
  | 'toldPosition'
  | 'toldAt'
  | 'withdrawn'
  | 'offers'
  | 'heldAt'

/** What counts only while somebody waits or talks is dropped; what they asked for is kept. */
function closedState(conversation: Conversation & { readonly [K in WhileOpen]?: unknown }, end: End): Conversation {
  const {
    placement: _placement,
    agent: _agent,
    acceptedAt: _acceptedAt,
    connectedAt: _connectedAt,
    toldPosition: _toldPosition,
    toldAt: _toldAt,
    withdrawn: _withdrawn,
    positionAsked: _positionAsked,
    offers: _offers,
    heldAt: _heldAt,
    heard: _heard,
    wordless,
    ...rest
  } = conversation
  const request = requestOf(conversation)
  // Whoever asked for something, be it long ago, has had a conversation, which they and agents can look up.
  const silent = wordless && request === '' ? { wordless } : {}
  return { ...rest, ...silent, request, status: 'closed', closedAt: end.at, by: end.by, code: end.code, said: [] }
}
