import type { ConversationId } from '../../core/ids.ts'
import { leaseOfNetwork } from '../../ports/lease.ts'
import { type ConversationOrder, conversationSubject, makeRow } from '../inbox-body.ts'
import { order } from '../session.ts'
import type { Act, Asked } from './asked.ts'

/** Hands an order to the owner of the conversation, who answers in the room where it was given. */
export async function forwardOrder(
  asked: Asked,
  id: ConversationId,
  wanted: ConversationOrder['order'],
): Promise<Act | string> {
  const { app, person, at, room, eventId } = asked
  const stored = await app.store.conversation(id)
  if (!stored) return noSuchConversation(id)
  const body = { conversation: id, person, at, replyTo: room, order: wanted } satisfies ConversationOrder
  const lease = leaseOfNetwork(stored.conversation.network)
  const row = makeRow(lease, conversationSubject(id), { kind: 'order', order: body }, `order:${eventId}`)
  return (session) => {
    order(session, `order:${eventId}`, { of: 'forward', row })
    return undefined
  }
}

export function noSuchConversation(id: number): string {
  return `There is no conversation ${id}. "queue list" shows who waits.`
}
