import type { Message } from '../message/message.ts'
import { say } from '../text/say.ts'
import { type Outcome, refuse, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { forCustomer } from './for-customer.ts'
import { nameFor, toAgents, toCustomer } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** So many of the last messages can still be edited or taken back. */
const sentKept = 100

/** What a person in the room says goes to the customer once the conversation has an agent; before and after, its author is told why not. */
export function agentWrote(conversation: Conversation, event: EventOf<'agent-wrote'>): Outcome {
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const sent = [...conversation.sent, { eventId: event.eventId, agent: event.person.agent }].slice(-sentKept)
  return step({ ...conversation, sent }, toChat(conversation, event))
}

/** The network shows no edits: the new text goes again, and both sides are told once why. */
export function agentEdited(conversation: Conversation, event: EventOf<'agent-edited'>): Outcome {
  if (!wasSent(conversation, event)) return stale('What was edited did not go to the customer.')
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const agent = nameFor(conversation, event.person.name)
  const prefix = say(conversation.language, 'edited-prefix', { agent })
  const again: Effect = {
    type: 'send-to-chat',
    priority: 'agent',
    message: prefixed(words(conversation, event), prefix),
  }
  return explainOnce(conversation, 'edits', toCustomer(conversation, 'edits-explained', { agent }, 'agent'), [again])
}

export function agentRedacted(conversation: Conversation, event: EventOf<'agent-redacted'>): Outcome {
  if (!wasSent(conversation, event)) return stale('What was taken back did not go to the customer.')
  if (notToCustomer(conversation)) return stale('The customer is not reached here.')
  const agent = nameFor(conversation, event.person.name)
  const taken = toCustomer(conversation, 'redacted', { agent }, 'agent')
  return explainOnce(conversation, 'redactions', toCustomer(conversation, 'redactions-explained', {}, 'agent'), [taken])
}

/** Only what went to the customer, and only by its author: a homeserver lets anybody claim to edit anything. */
function wasSent(conversation: Conversation, event: EventOf<'agent-edited'> | EventOf<'agent-redacted'>): boolean {
  return conversation.sent.some(({ eventId, agent }) => eventId === event.eventId && agent === event.person.agent)
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
  const message = words(conversation, event)
  const isEmote = message.kind === 'emote'
  const prefix = isEmote ? `* ${agent ?? 'agent'} ` : say(conversation.language, 'line-prefix', { agent })
  return {
    type: 'send-to-chat',
    priority: 'agent',
    message: prefixed(isEmote ? { ...message, kind: 'text' } : message, prefix),
  }
}

function words(conversation: Conversation, event: EventOf<'agent-wrote'> | EventOf<'agent-edited'>): Message {
  return forCustomer(conversation, event.message, { author: event.person.agent, ghost: event.ghost })
}

function prefixed(message: Message, prefix: string): Message {
  const rich = message.rich && [{ type: 'text' as const, text: prefix }, ...message.rich]
  return { ...message, text: `${prefix}${message.text}`, ...(rich ? { rich } : {}) }
}
