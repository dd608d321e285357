import { beginningOf } from '../commands/bang.ts'
import { say } from '../text/say.ts'
import { isNative } from './carries.ts'
import { type Outcome, stale, step } from './decision.ts'
import type { EventOf } from './event.ts'
import { forCustomer } from './for-customer.ts'
import { nameFor, plain, tellOnce, toCustomer } from './say-lines.ts'
import type { Conversation, SentReaction } from './state.ts'

/** So many of the last reactions can still be taken back. */
const reactionsKept = 50

/** Where the network shows no reactions, it is a line that says to what. One that reads like a command stays with us, as every such line does (I6). */
export function agentReacted(conversation: Conversation, event: EventOf<'agent-reacted'>): Outcome {
  if (!isReached(conversation)) return stale('The customer is not reached here.')
  if (beginningOf(event.key).kind === 'command' && /\p{L}/u.test(event.key)) return stale('A command is no reaction.')
  const known = { author: event.person.agent, ghost: event.ghost }
  const { text: key, replyTo } = forCustomer(
    conversation,
    { kind: 'text', text: event.key, replyTo: event.answered },
    known,
  )
  const agent = nameFor(conversation, event.person.name)
  const words = { agent, key, text: replyTo?.text ?? '' }
  const { eventId, target } = event
  if (isNative(conversation, 'reaction') && eventId !== undefined && target !== undefined) {
    const reaction: SentReaction = { eventId, agent: event.person.agent, target, key }
    const reacted = [...(conversation.reacted ?? []), reaction].slice(-reactionsKept)
    const otherwise = plain(say(conversation.language, 'reacted', words))
    const react = { type: 'react-in-chat', target, reaction: key, removed: false, otherwise } as const
    return step({ ...conversation, reacted }, react)
  }
  const line = toCustomer(conversation, 'reacted', words, 'agent')
  return tellOnce(step(conversation, line), 'reactions', whereTo(conversation))
}

/** Not even words can stand for it: whoever did it is told, once for each kind. */
export function notCarried(conversation: Conversation, { what }: EventOf<'not-carried'>): Outcome {
  const key = `not-carried:${what}`
  if (!isReached(conversation) || conversation.told.includes(key)) return stale('It was said already.')
  return tellOnce(step(conversation), 'not-carried', { ...whereTo(conversation), what }, key)
}

function isReached({ status }: Conversation): boolean {
  return status === 'active' || status === 'held'
}

function whereTo({ customer, networkName }: Conversation) {
  return { customer: customer.name, network: networkName }
}
