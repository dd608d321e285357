import type { AgentId } from '../ids.ts'
import type { Message } from '../message/message.ts'
import { messageWithoutIds, type NamesForIds } from '../message/without-ids.ts'
import { say } from '../text/say.ts'
import type { Conversation } from './state.ts'

/** Enough to know which line is meant. */
const longestQuote = 100

/** Who is known to both sides: the Matrix users of the author and of the customer. */
export interface Known {
  readonly author?: AgentId | undefined
  readonly ghost?: AgentId | undefined
}

/**
 * Words of a person in the room as the customer may have them: without Matrix ids (I6). What the customer wrote themselves
 * is quoted as it was.
 */
export function forCustomer(conversation: Conversation, message: Message, known: Known): Message {
  const cleaned = messageWithoutIds(message, namesForIds(conversation, known))
  if (!message.replyTo || !cleaned.replyTo) return cleaned
  const { author } = message.replyTo
  const text = author === '' ? cleaned.replyTo.text : message.replyTo.text
  return { ...cleaned, replyTo: { author, text: text.slice(0, longestQuote).toWellFormed() } }
}

export function namesForIds(conversation: Conversation, { author, ghost }: Known): NamesForIds {
  const ids = [author, ghost, 'agent' in conversation ? conversation.agent : undefined]
  return {
    nameOf(id, shown) {
      if (id === ghost) return conversation.customer.name
      return conversation.agentNaming === 'name' ? shown : say(conversation.language, 'colleague', {})
    },
    place: say(conversation.language, 'internal-link', {}),
    servers: ids.flatMap((id) => (id === undefined ? [] : [id.slice(id.indexOf(':') + 1)])),
  }
}
