import type { Message } from '../message/message.ts'
import { textWithoutIds } from '../message/without-ids.ts'
import type { CustomerTexts, TextId } from '../text/customer-texts.ts'
import { say } from '../text/say.ts'
import { type TellId, type TellParams, tell } from '../text/tell.ts'
import type { Step } from './decision.ts'
import type { Effect, SendPriority } from './effect.ts'
import { namesForIds } from './for-customer.ts'
import type { Conversation, Placement } from './state.ts'

/** A line of the bot to the customer, in their language. */
export function toCustomer<I extends TextId>(
  conversation: Conversation,
  id: I,
  params: CustomerTexts[I],
  priority: SendPriority = 'prompt',
): Extract<Effect, { type: 'send-to-chat' }> {
  return { type: 'send-to-chat', priority, message: plain(say(conversation.language, id, params)) }
}

/** A notice in the room, for agents only. Nothing before the room is opened: there is nobody to read it. */
export function toAgents<I extends TellId>(
  conversation: Conversation,
  id: I,
  params: TellParams[I],
): readonly Effect[] {
  return conversation.roomOpened ? [{ type: 'post-as-bot', message: plain(tell(id, params)) }] : []
}

/** A notice in the room about the form in which something reaches this customer, the first time only. */
export function tellOnce<I extends TellId>(step: Step, id: I, params: TellParams[I], key: string = id): Step {
  const { conversation, effects } = step
  if (conversation.told.includes(key)) return step
  const told: Conversation = { ...conversation, told: [...conversation.told, key] }
  return { ok: true, conversation: told, effects: [...effects, ...toAgents(told, id, params)] }
}

/** What customers read of a queue. */
export function titleOf({ queue, title }: Placement): string {
  return title ?? queue
}

export function plain(text: string): Message {
  return { kind: 'text', text }
}

/** How the agent is called before this customer, never by a Matrix id; undefined where the policy is not to name them. */
export function nameFor(conversation: Conversation, agentName: string): string | undefined {
  return conversation.agentNaming === 'name' ? textWithoutIds(agentName, namesForIds(conversation, {})) : undefined
}
