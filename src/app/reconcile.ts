import type { Conversation } from '../core/conversation/state.ts'
import type { AgentId, NetworkId } from '../core/ids.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { StoredConversation } from '../ports/store-transaction.ts'
import type { App } from './deps.ts'
import { eachOpen } from './each-open.ts'
import { conversationSubject, makeRow } from './inbox-body.ts'

/**
 * Compares who is in the rooms with what we believe (I8), once after taking a network over: events may have been lost
 * while nobody listened. Each difference becomes a fact like any other, so it is repaired and shows in the log.
 */
export async function reconcile(app: App, lease: HeldLease, network: NetworkId): Promise<void> {
  for await (const stored of eachOpen(app, network, ['offered', 'active', 'held'])) {
    if (lease.signal.aborted) return
    await compare(app, lease, stored)
  }
}

async function compare(app: App, lease: HeldLease, { conversation, room }: StoredConversation): Promise<void> {
  if (!room) return
  try {
    const members = await app.matrix.membersOf(room)
    for (const difference of differences(conversation, members)) {
      app.log.warn(
        { conversation: conversation.id, ...difference },
        'the room and the database disagree; the room counts',
      )
      const body = { kind: 'membership' as const, conversation: conversation.id, at: app.clock.now(), ...difference }
      const key = `reconcile:${conversation.id}:${conversation.version}:${difference.user}`
      await app.store.submit([makeRow(lease.name, conversationSubject(conversation.id), body, key)])
    }
  } catch (error) {
    app.log.warn({ error, conversation: conversation.id }, 'the members of a room could not be compared')
  }
}

/** Members we have wrong: an agent who is not there any more, or one who joined unheard. */
export function differences(
  conversation: Conversation,
  members: ReadonlyMap<string, 'join' | 'invite'>,
): readonly { readonly user: AgentId; readonly membership: 'join' | 'leave' }[] {
  if (conversation.status === 'active' || conversation.status === 'held') {
    const gone = !members.has(conversation.agent)
    return gone ? [{ user: conversation.agent, membership: 'leave' }] : []
  }
  if (conversation.status !== 'offered') return []
  return conversation.offers
    .filter(({ agent }) => members.get(agent) === 'join')
    .map(({ agent }) => ({ user: agent, membership: 'join' as const }))
}
