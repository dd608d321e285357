import { customerName, networkWords } from '../../core/conversation/describe-room.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import type { AgentId, ConversationId } from '../../core/ids.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { personOf } from '../orders.ts'
import { runEvent } from '../run-event.ts'
import type { Working } from '../session.ts'
import type { Answer, Asked, CarryOutNamed } from './asked.ts'
import { forwardOrder, noSuchConversation } from './forward-order.ts'

const code = 'spam'

/** Takes nothing more from this chat, and ends its open conversation. */
export const blockCustomer: CarryOutNamed<'block'> = async (asked, command) => {
  const { app, at, person } = asked
  const id = (command.conversation ?? asked.conversation) as ConversationId | undefined
  const stored = id === undefined ? undefined : await app.store.conversation(id)
  if (id === undefined || !stored) return noSuchConversation(id ?? 0)
  const { conversation } = stored
  const reason = oneLine(command.reason ?? 'no reason given', 200)
  const isNew = await app.store.blockChat(conversation.network, conversation.chat, { at, by: person, reason })
  const answer = `${isNew ? 'Blocked' : 'Blocked already'}: ${who(conversation)}. Nothing they write reaches us any more; unblock ${id} lets them write again.`
  if (conversation.status === 'closed') return answer
  if (id === asked.conversation) return closeHere(asked, answer)
  const close = await forwardOrder(asked, id, { type: 'close', code })
  if (typeof close === 'string') return answer
  return async (session, working, rowId) => {
    await close(session, working, rowId)
    return answer
  }
}

export const unblockCustomer: CarryOutNamed<'unblock'> = async ({ app, conversation: here }, command) => {
  const id = (command.conversation ?? here) as ConversationId | undefined
  const stored = id === undefined ? undefined : await app.store.conversation(id)
  if (id === undefined || !stored) return noSuchConversation(id ?? 0)
  const { conversation } = stored
  const wasBlocked = await app.store.unblockChat(conversation.network, conversation.chat)
  return wasBlocked ? `Unblocked: ${who(conversation)} may write again.` : `${who(conversation)} is not blocked.`
}

function closeHere({ at, person: agent }: Asked, answer: string): Awaited<ReturnType<typeof blockCustomer>> {
  return async (session, working): Promise<Answer> => {
    if (!working) return answer
    const person = await personOf(session, agent)
    await runEvent(session, working, {
      type: 'close-requested',
      at,
      by: isTheirs(working, agent) ? 'agent' : 'supervisor',
      person,
      code,
    })
    return answer
  }
}

function isTheirs({ conversation }: Working, agent: AgentId): boolean {
  return 'agent' in conversation && conversation.agent === agent
}

function who(conversation: Conversation): string {
  return `${customerName(conversation)} on ${networkWords(conversation)} (${oneLine(conversation.customer.address, 80)})`
}
