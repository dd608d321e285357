import { andThen, type Outcome, refuse, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { accept, dropOffer, makeOffer, offerTo, wasOffered } from './offer.ts'
import { withdrawOffers } from './offer-end.ts'
import { withRefusal } from './refusals.ts'
import { nameFor, toAgents, toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn } from './state.ts'
import { searchAgain } from './waiting.ts'

type WaitingNow = ConversationIn<'queued'> | ConversationIn<'offered'>

/** A join accepts, also one that crossed the withdrawal of its offer, as long as nobody else has accepted. */
export function agentJoined(conversation: Conversation, event: EventOf<'agent-joined'>): Outcome {
  const { person } = event
  switch (conversation.status) {
    case 'queued':
    case 'offered':
      return joinedWhileWaiting(conversation, event)
    case 'active':
    case 'held':
    case 'wrapping':
      if (conversation.agent === person.agent || !wasOffered(conversation, person.agent))
        return stale('Nothing changes.')
      return step(conversation, remove(person.agent, `${conversation.agentName} has this conversation already.`))
    case 'identifying':
    case 'intake':
    case 'closed':
      return stale('Nothing changes.')
  }
}

function joinedWhileWaiting(conversation: WaitingNow, event: EventOf<'agent-joined'>): Outcome {
  const { person } = event
  const offer = offerTo(conversation, person.agent)
  if (offer?.needsAccept) return step(conversation, ...toAgents(conversation, 'accept-needed', { agent: person.name }))
  if (offer) return accept(conversation, person, event.at, true)
  if (!wasOffered(conversation, person.agent)) {
    return step(conversation, ...toAgents(conversation, 'joined-not-offered', { customer: conversation.customer.name }))
  }
  if (!event.seated)
    return step(conversation, remove(person.agent, 'The offer had ended and you have no free place now.'))
  return accept(conversation, person, event.at, true)
}

/** `take` and `accept`: those who are in the room have it at once, others are invited and have it when they join. */
export function agentTook(conversation: Conversation, event: EventOf<'agent-took'>): Outcome {
  switch (conversation.status) {
    case 'queued':
    case 'offered':
      return takeWaiting(conversation, event)
    case 'active':
    case 'held':
      return refuse(
        conversation.agent === event.person.agent
          ? 'You have this conversation already.'
          : `${conversation.agentName} has this conversation.`,
      )
    case 'identifying':
    case 'intake':
      return refuse('This conversation is still being asked its questions; it will be offered when that is done.')
    case 'wrapping':
    case 'closed':
      return refuse('This conversation is closed.')
  }
}

function takeWaiting(conversation: WaitingNow, event: EventOf<'agent-took'>): Outcome {
  if (!event.seated) return refuse(event.refusal ?? 'You have no free place for it.')
  if (event.inRoom) return accept(conversation, event.person, event.at, false)
  if (offerTo(conversation, event.person.agent)) return refuse('You are invited to it: join the room to accept.')
  const withdrawn =
    conversation.status === 'offered' ? withdrawOffers(conversation, event.at, `${event.person.name} takes it.`) : []
  const { offers: _, ...rest } = conversation as ConversationIn<'offered'>
  const others = conversation.status === 'offered' ? conversation.offers.map(({ agent }) => agent) : []
  const queued: Conversation = { ...rest, status: 'queued', withdrawn: [...(conversation.withdrawn ?? []), ...others] }
  return andThen(step(queued, ...withdrawn), (next) => makeOffer(next as WaitingNow, event.offer))
}

export function agentDeclined(conversation: Conversation, event: EventOf<'agent-declined'>): Outcome {
  const offer = offerTo(conversation, event.person.agent)
  if (conversation.status === 'offered' && offer) {
    return dropOffer(conversation, offer, {
      at: event.at,
      outcome: 'declined',
      remove: event.becameAway ? 'You are not there now, so it goes to somebody else.' : 'You declined this offer.',
      ...(event.reason ? { reason: event.reason } : {}),
    })
  }
  if ('agent' in conversation && conversation.agent === event.person.agent) {
    return refuse('You have accepted this conversation. "!close" ends it, leaving the room gives it to somebody else.')
  }
  return refuse('There is no offer to you here, so there is nothing to decline.')
}

/** Leaving declines an offer; leaving a conversation gives it back to its queue, first in its place. */
export function agentLeft(conversation: Conversation, event: EventOf<'agent-left'>): Outcome {
  switch (conversation.status) {
    case 'offered': {
      const offer = offerTo(conversation, event.agent)
      return offer && !event.removedByUs
        ? dropOffer(conversation, offer, { at: event.at, outcome: 'declined', reason: 'left the room' })
        : stale('Nothing changes.')
    }
    case 'active':
    case 'held':
      return conversation.agent === event.agent ? lostAgent(conversation, event) : stale('Somebody else left.')
    case 'wrapping':
    case 'queued':
    case 'identifying':
    case 'intake':
    case 'closed':
      return stale('Nothing changes.')
  }
}

function lostAgent(
  conversation: ConversationIn<'active'> | ConversationIn<'held'>,
  event: EventOf<'agent-left'>,
): Step {
  const {
    agent,
    agentName,
    acceptedAt: _accepted,
    connectedAt: _connected,
    heldAt: _held,
    ...rest
  } = conversation as ConversationIn<'held'>
  const refusals = event.removedByUs
    ? conversation.refusals
    : withRefusal(conversation, { agent, at: event.at, how: 'left' })
  const queued: Conversation = { ...rest, status: 'queued', refusals, toldPosition: 0 }
  const name = nameFor(conversation, agentName)
  return step(
    queued,
    { type: 'free-seat', agent },
    toCustomer(queued, 'agent-left', { agent: name }),
    ...toAgents(queued, 'agent-left', { agent: agentName }),
    { type: 'set-timer', timer: 'position', at: event.at + queued.positionIntervalMs },
    searchAgain(queued),
  )
}

function remove(agent: EventOf<'agent-left'>['agent'], reason: string): Effect {
  return { type: 'remove-agent', agent, reason }
}
