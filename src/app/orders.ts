import type { Person } from '../core/conversation/event.ts'
import type { Conversation } from '../core/conversation/state.ts'
import type { AgentId } from '../core/ids.ts'
import { loadOf, loadOnNetwork } from '../core/routing/agent.ts'
import { lacksOf } from './check-agent.ts'
import { nextOffer, writeOffer } from './find-agent.ts'
import type { ConversationOrder } from './inbox-body.ts'
import { notAnAgent } from './not-an-agent.ts'
import { runEvent } from './run-event.ts'
import { takeSeat } from './seats.ts'
import { loadAgent, order, type Session, type Working } from './session.ts'

/** Carries out what a person asked for a conversation, and answers them where they asked. */
export async function applyOrder(
  session: Session,
  working: Working,
  asked: ConversationOrder,
  rowId: number,
): Promise<void> {
  const answer = await carryOut(session, working, asked)
  order(session, `answer:${rowId}`, { of: 'room', room: asked.replyTo, message: { kind: 'notice', text: answer } })
}

async function carryOut(session: Session, working: Working, asked: ConversationOrder): Promise<string> {
  const person = await personOf(session, asked.person)
  const { at } = asked
  switch (asked.order.type) {
    case 'take':
      return take(session, working, person, at, false)
    case 'decline': {
      const reason = asked.order.reason
      const rejection = await runEvent(session, working, {
        type: 'agent-declined',
        at,
        person,
        ...(reason ? { reason } : {}),
      })
      return rejection?.text ?? 'Declined. It goes to somebody else.'
    }
    case 'close': {
      const { code, text } = asked.order
      const rejection = await runEvent(session, working, {
        type: 'close-requested',
        at,
        by: 'supervisor',
        person,
        code,
        ...(text ? { text } : {}),
      })
      return rejection?.text ?? `Conversation ${working.conversation.id} is closed (${code}).`
    }
  }
}

/** `take` and `accept`: with a seat of their own, or one taken now. Answers what the person reads. */
export async function take(
  session: Session,
  working: Working,
  person: Person,
  at: number,
  inRoom: boolean,
): Promise<string> {
  const { conversation } = working
  const had = hasOffer(conversation, person.agent)
  const waits = conversation.status === 'queued' || conversation.status === 'offered'
  const seated = had || (waits && (await takeSeat(session, conversation, person.agent, 'offer', at)))
  if (waits && !seated) return refusalFor(session, person.agent, conversation)
  const isInvited = waits && !had && !inRoom
  const offer = isInvited ? await nextOffer(session, conversation, person.agent) : placeholder(conversation, person, at)
  const rejection = await runEvent(session, working, { type: 'agent-took', at, person, inRoom, offer, seated })
  if (rejection) return rejection.text
  // After those to others were taken back, because only so many may be open.
  if (isInvited) writeOffer(session, conversation, offer)
  if (inRoom) return `You have conversation ${conversation.id} now.`
  const yours = `Conversation ${conversation.id} is yours: you are invited to its room, join to begin.`
  return `${yours}${await warning(session, conversation, person.agent, at)}`
}

/** Nobody is kept from taking what is not for them, but they know it before they join. In the room it is told with the joining. */
async function warning(session: Session, conversation: Conversation, id: AgentId, at: number): Promise<string> {
  if (conversation.status !== 'queued' && conversation.status !== 'offered') return ''
  const { agent } = await loadAgent(session, id)
  const lacks = agent && lacksOf(session, conversation, agent, at)
  return lacks === undefined ? '' : ` It needs what is not entered for you (${lacks}).`
}

function hasOffer(conversation: Conversation, agent: AgentId): boolean {
  return conversation.status === 'offered' && conversation.offers.some((offer) => offer.agent === agent)
}

function placeholder(conversation: Conversation, person: Person, at: number) {
  const own =
    conversation.status === 'offered' ? conversation.offers.find((offer) => offer.agent === person.agent) : undefined
  return own ?? { id: `${conversation.id}:0` as never, agent: person.agent, agentName: person.name, at }
}

async function refusalFor(session: Session, id: AgentId, { network, networkType }: Conversation): Promise<string> {
  const { agent } = await loadAgent(session, id)
  if (!agent) return notAnAgent(id)
  if (agent.availability.state === 'away') return 'You are away. "ready" makes you ready, then take it.'
  const name = [network, networkType].find((one) => loadOnNetwork(agent, one) >= (agent.capacityPerNetwork[one] ?? 1e9))
  if (name && loadOf(agent) < agent.capacity) {
    return `You have ${loadOnNetwork(agent, name)} of ${agent.capacityPerNetwork[name]} conversations on ${name}. Close or hold one of them, or ask an admin to raise your limit.`
  }
  return `You have ${loadOf(agent)} of ${agent.capacity} conversations. Close or hold one, or ask an admin to raise your limit.`
}

export async function personOf(session: Session, id: AgentId): Promise<Person> {
  const { agent } = await loadAgent(session, id)
  return { agent: id, name: agent?.name ?? id.slice(1).split(':')[0] ?? id }
}
