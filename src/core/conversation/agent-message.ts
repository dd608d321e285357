import type { Message } from '../message/message.ts'
import { withPrefix } from '../message/with-prefix.ts'
import { say } from '../text/say.ts'
import { tell } from '../text/tell.ts'
import { type Outcome, refuse, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { forCustomer } from './for-customer.ts'
import { nameFor, tellOnce, toAgents, toCustomer } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** So many of the last messages can still be edited or taken back. */
const sentKept = 100

/** What a person in the room says goes to the customer once the conversation has an agent; before and after, its author is told why not. */
export function agentWrote(conversation: Conversation, event: EventOf<'agent-wrote'>): Outcome {
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const sent = [...conversation.sent, { eventId: event.eventId, agent: event.person.agent }].slice(-sentKept)
  const said = step({ ...conversation, sent }, toChat(conversation, event))
  const { form } = event.message
  const params = { customer: conversation.customer.name, network: conversation.networkName }
  return form === undefined ? said : tellOnce(said, form === 'poll' ? 'polls' : 'locations', params)
}

/** The network shows no edits: the new text goes again, and both sides are told once why. */
export function agentEdited(conversation: Conversation, event: EventOf<'agent-edited'>): Outcome {
  if (!wasSent(conversation, event)) return notSent(conversation, 'What was edited did not go to the customer.')
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const agent = nameFor(conversation, event.person.name)
  const prefix = say(conversation.language, 'edited-prefix', { agent })
  const again = fromAgent(conversation, event, prefix)
  return explainOnce(conversation, 'edits', toCustomer(conversation, 'edits-explained', { agent }, 'agent'), [again])
}

export function agentRedacted(conversation: Conversation, event: EventOf<'agent-redacted'>): Outcome {
  if (!wasSent(conversation, event)) return notSent(conversation, 'What was taken back did not go to the customer.')
  if (notToCustomer(conversation)) return stale('The customer is not reached here.')
  const agent = nameFor(conversation, event.person.name)
  const taken = toCustomer(conversation, 'redacted', { agent }, 'agent')
  return explainOnce(conversation, 'redactions', toCustomer(conversation, 'redactions-explained', {}, 'agent'), [taken])
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

/** The speaker stands before the text, so that the customer sees who of us writes. */
function toChat(conversation: Conversation, event: EventOf<'agent-wrote'>): Effect {
  const agent = nameFor(conversation, event.person.name)
  const id = event.message.kind === 'emote' ? 'emote-prefix' : 'line-prefix'
  return fromAgent(conversation, event, say(conversation.language, id, { agent }))
}

function fromAgent(
  conversation: Conversation,
  event: EventOf<'agent-wrote'> | EventOf<'agent-edited'>,
  prefix: string,
): Effect {
  const words = forCustomer(conversation, event.message, { author: event.person.agent, ghost: event.ghost })
  // As an emote it would be our contact who does it.
  const said: Message = words.kind === 'emote' ? { ...words, kind: 'text' } : words
  const author = nameFor(conversation, event.person.name)
  const message = said.file ? withFile(said, prefix, author) : withPrefix(said, prefix)
  return { type: 'send-to-chat', priority: 'agent', message }
}

/** The name of a file is no caption. */
function withFile(message: Message, prefix: string, author: string | undefined): Message {
  const captioned: Message =
    message.text === message.file?.name ? { ...message, text: '' } : withPrefix(message, prefix)
  return author === undefined ? captioned : { ...captioned, author }
}
