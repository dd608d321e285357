import type { ConversationEvent, Person } from '../core/conversation/event.ts'
import { offerTo, wasOffered } from '../core/conversation/offer.ts'
import type { AgentId } from '../core/ids.ts'
import type { Membership } from '../ports/matrix-event.ts'
import { personOf } from './orders.ts'
import { takeSeat } from './seats.ts'
import type { Session, Working } from './session.ts'

interface Change {
  readonly at: number
  readonly user: AgentId
  readonly membership: Membership
  readonly sender: AgentId
}

/** What a change of membership in a conversation's room means for it; a join takes the seat that it needs. */
export async function membershipFact(
  session: Session,
  working: Working,
  change: Change,
): Promise<ConversationEvent | undefined> {
  const { at, user, membership, sender } = change
  if (session.app.isOurs(user)) return undefined
  if (membership === 'join') {
    const person = await personOf(session, user)
    return { type: 'agent-joined', at, person, seated: await seatForJoin(session, working, person, at) }
  }
  if (membership === 'invite') return { type: 'agent-invited', at, agent: user }
  if (membership !== 'leave' && membership !== 'ban') return undefined
  return { type: 'agent-left', at, agent: user, removedByUs: sender !== user && session.app.isOurs(sender) }
}

/** A join that crossed the withdrawal of its offer may still win, if there is a place for it now. */
async function seatForJoin(session: Session, working: Working, person: Person, at: number): Promise<boolean> {
  const { conversation } = working
  if (conversation.status !== 'queued' && conversation.status !== 'offered') return false
  if (offerTo(conversation, person.agent)) return true
  if (!wasOffered(conversation, person.agent)) return false
  return takeSeat(session, conversation, person.agent, 'taken', at)
}
