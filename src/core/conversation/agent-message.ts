import { say } from '../text/say.ts'
import { tell } from '../text/tell.ts'
import { isNative } from './carries.ts'
import { type Outcome, refuse, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import { withElsewhere } from './elsewhere.ts'
import type { EventOf } from './event.ts'
import { forCustomer } from './for-customer.ts'
import { nameFor, plain, tellOnce, toAgents, toCustomer } from './say-lines.ts'
import { type Spoken, spokenBy } from './speaker.ts'
import type { Conversation, SentReaction } from './state.ts'

/** So many of the last messages can still be edited or taken back. */
const sentKept = 100

/** What a person in the room says goes to the customer once the conversation has an agent; before and after, its author is told why not. */
export function agentWrote(conversation: Conversation, event: EventOf<'agent-wrote'>): Outcome {
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const sent = [...conversation.sent, { eventId: event.eventId, agent: event.person.agent }].slice(-sentKept)
  const line = step({ ...conversation, sent }, toChat(conversation, event))
  const said = event.message.file ? withElsewhere(line, 'files') : line
  const { form } = event.message
  const params = { customer: conversation.customer.name, network: conversation.networkName }
  return form === undefined ? said : tellOnce(said, form === 'poll' ? 'polls' : 'locations', params)
}

/** Where the network shows no edits the new text goes again, and both sides are told once why. */
export function agentEdited(conversation: Conversation, event: EventOf<'agent-edited'>): Outcome {
  if (!wasSent(conversation, event)) return notSent(conversation, 'What was edited did not go to the customer.')
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const again = fromAgent(conversation, event, 'edited')
  if (isNative(conversation, 'edit')) {
    const edit = { ...fromAgent(conversation, event), otherwise: again.message }
    return step(conversation, { type: 'edit-in-chat', target: event.eventId, ...edit })
  }
  const agent = nameFor(conversation, event.person.name)
  const explained = explainOnce(
    conversation,
    'edits',
    toCustomer(conversation, 'edits-explained', { agent }, 'agent'),
    [{ type: 'send-to-chat', priority: 'agent', ...again }],
  )
  return withElsewhere(explained, 'edits')
}

export function agentRedacted(conversation: Conversation, event: EventOf<'agent-redacted'>): Outcome {
  const reaction = conversation.reacted?.find(({ eventId }) => eventId === event.eventId)
  if (reaction) return tookReactionBack(conversation, event, reaction)
  if (!wasSent(conversation, event)) return notSent(conversation, 'What was taken back did not go to the customer.')
  if (notToCustomer(conversation)) return refuse(tell('not-taken-back', { customer: conversation.customer.name }))
  const agent = nameFor(conversation, event.person.name)
  if (isNative(conversation, 'redact')) {
    const otherwise = plain(say(conversation.language, 'redacted', { agent }))
    return step(conversation, { type: 'redact-in-chat', target: event.eventId, otherwise })
  }
  const taken = toCustomer(conversation, 'redacted', { agent }, 'agent')
  return explainOnce(conversation, 'redactions', toCustomer(conversation, 'redactions-explained', {}, 'agent'), [taken])
}

function tookReactionBack(
  conversation: Conversation,
  { person }: EventOf<'agent-redacted'>,
  { eventId, agent, target, key }: SentReaction,
): Outcome {
  if (agent !== person.agent || notToCustomer(conversation))
    return stale('It is not theirs, or nobody is reached here.')
  const reacted = conversation.reacted?.filter((one) => one.eventId !== eventId) ?? []
  return step({ ...conversation, reacted }, { type: 'react-in-chat', target, reaction: key, removed: true })
}

/** Only what went to the customer, and only by its author: a homeserver lets anybody claim to edit anything. */
function wasSent(conversation: Conversation, event: EventOf<'agent-edited'> | EventOf<'agent-redacted'>): boolean {
  return conversation.sent.some(({ eventId, agent }) => eventId === event.eventId && agent === event.person.agent)
}

/** Whether something older once went out is not known any more, so the person has to know that nothing happens. */
function notSent(conversation: Conversation, text: string): Outcome {
  if (conversation.sent.length < sentKept) return stale(text)
  return refuse(tell('too-old-to-change', { customer: conversation.customer.name, kept: sentKept }))
}

function explainOnce(
  conversation: Conversation,
  what: 'edits' | 'redactions',
  explanation: Effect,
  orders: readonly Effect[],
): Step {
  if (conversation.told.includes(what)) return step(conversation, ...orders)
  const params = { customer: conversation.customer.name, network: conversation.networkName }
  const told: Conversation = { ...conversation, told: [...conversation.told, what] }
  const both = what === 'edits' ? [explanation, ...orders] : [...orders, explanation]
  return step(told, ...both, ...toAgents(conversation, what, params))
}

function notToCustomer(conversation: Conversation): string | undefined {
  const { name } = conversation.customer
  switch (conversation.status) {
    case 'active':
    case 'held':
      return undefined
    case 'wrapping':
    case 'closed':
      return `Not sent to ${name}: this conversation is closed.`
    case 'identifying':
    case 'intake':
    case 'queued':
    case 'offered':
      return `Not sent to ${name}: nobody has this conversation yet. "!take" makes it yours.`
  }
}

/** A copy of what stands in the room. */
function toChat(conversation: Conversation, event: EventOf<'agent-wrote'>): Effect {
  const { eventId, answers } = event
  return {
    ...{ type: 'send-to-chat', priority: 'agent', eventId },
    ...fromAgent(conversation, event),
    ...(answers !== undefined && isNative(conversation, 'reply') ? { answers } : {}),
  }
}

function fromAgent(
  conversation: Conversation,
  event: EventOf<'agent-wrote'> | EventOf<'agent-edited'>,
  form: 'line' | 'edited' = 'line',
): Spoken {
  const words = forCustomer(conversation, event.message, { author: event.person.agent, ghost: event.ghost })
  return spokenBy(conversation, event.person, words, form)
}
