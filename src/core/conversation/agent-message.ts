import type { Message } from '../message/message.ts'
import { type Outcome, refuse, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf, Person } from './event.ts'
import { nameFor, toAgents, toCustomer } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** What a person in the room says goes to the customer once the conversation has an agent; before and after, its author is told why not. */
export function agentWrote(conversation: Conversation, event: EventOf<'agent-wrote'>): Outcome {
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  return step(conversation, toChat(conversation, event.person, event.message))
}

/** The network shows no edits: the new text goes again, and the agent is told once why. */
export function agentEdited(conversation: Conversation, event: EventOf<'agent-edited'>): Outcome {
  const refusal = notToCustomer(conversation)
  if (refusal) return refuse(refusal)
  const corrected: Message = { ...event.message, text: `* ${event.message.text}` }
  const { rich: _, ...plain } = corrected
  return explainOnce(conversation, 'edits', step(conversation, toChat(conversation, event.person, plain)))
}

export function agentRedacted(conversation: Conversation, event: EventOf<'agent-redacted'>): Outcome {
  if (notToCustomer(conversation)) return stale('The customer is not reached here.')
  const name = nameFor(conversation, event.person.name)
  return explainOnce(
    conversation,
    'redactions',
    step(conversation, toCustomer(conversation, 'redacted', { agent: name }, 'agent')),
  )
}

function explainOnce(conversation: Conversation, what: 'edits' | 'redactions', then: Step): Step {
  if (conversation.told.includes(what)) return then
  const params = { customer: conversation.customer.name, network: conversation.networkName }
  return step(
    { ...then.conversation, told: [...conversation.told, what] },
    ...then.effects,
    ...toAgents(conversation, what, params),
  )
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

function toChat(conversation: Conversation, person: Person, message: Message): Effect {
  return { type: 'send-to-chat', priority: 'agent', message: signed(message, nameFor(conversation, person.name)) }
}

/** The speaker's name stands before the text, so that the customer sees who of us writes. */
function signed(message: Message, name: string | undefined): Message {
  if (!name) return message
  const prefix = message.kind === 'emote' ? `* ${name} ` : `[${name}] `
  const rich = message.rich && [{ type: 'text' as const, text: prefix }, ...message.rich]
  return {
    ...message,
    kind: message.kind === 'emote' ? 'text' : message.kind,
    text: `${prefix}${message.text}`,
    ...(rich ? { rich } : {}),
  }
}
