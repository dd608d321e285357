import type { AgentId, OfferId } from '../ids.ts'
import { offerReason } from './card.ts'
import { type Outcome, type Step, stale, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { Effect, OfferOutcome } from './effect.ts'
import type { EventOf, Person } from './event.ts'
import { endOffer, withdrawOffers } from './offer-end.ts'
import { withRefusal } from './refusals.ts'
import { nameFor, titleOf, toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn, Offer, Refusal } from './state.ts'
import { isToBeThanked, searchAgain } from './waiting.ts'

/**
 * How long an invitation may take to get into its room before somebody else is asked. A homeserver that is only busy
 * needs less; one that is down takes no other invitation either, but another agent's homeserver may.
 */
const invitePatienceMs = 120_000

type WaitingNow = ConversationIn<'queued'> | ConversationIn<'offered'>

/** An agent was chosen and holds a seat: they are invited, and once that is confirmed have until the timeout to join. */
export function offered(conversation: Conversation, event: EventOf<'offered'>): Outcome {
  if (conversation.status !== 'queued') return stale('It does not wait for an agent.')
  return makeOffer(conversation, event.offer)
}

export function makeOffer(conversation: WaitingNow, offer: Offer): Step {
  const offers = conversation.status === 'offered' ? [...conversation.offers, offer] : [offer]
  const next: Conversation = { ...conversation, status: 'offered', offers, offerCount: conversation.offerCount + 1 }
  return step(
    firstTold(next),
    ...tellFirstPosition(conversation, offer.at),
    { type: 'invite-agent', agent: offer.agent, offer: offer.id, reason: offerReason(next, offer) },
    { type: 'set-timer', timer: 'offer', at: offer.at + invitePatienceMs, offer: offer.id },
  )
}

function firstTold(conversation: ConversationIn<'offered'>): Conversation {
  return conversation.toldPosition === undefined ? { ...conversation, toldPosition: 1 } : conversation
}

function tellFirstPosition(conversation: WaitingNow, at: number): readonly Effect[] {
  if (conversation.toldPosition !== undefined) return []
  return [
    toCustomer(conversation, 'looking-for-someone', {
      queue: titleOf(conversation.placement),
      thanks: isToBeThanked(conversation),
    }),
    { type: 'set-timer', timer: 'position', at: at + conversation.positionIntervalMs },
  ]
}

/** The agent let it pass, or could not know of it: then it is not theirs to have missed. */
export function offerTimedOut(conversation: Conversation, { at, offer: id }: EventOf<'offer-timed-out'>): Outcome {
  const offer = offerOf(conversation, id)
  if (offer?.answerBy !== undefined && at < offer.answerBy) return stale('The invitation came meanwhile.')
  const remove = 'The offer has ended, it goes to somebody else.'
  return offer?.answerBy === undefined && offer?.invitedAt === undefined
    ? failOffer(conversation, id, { at, remove, outcome: 'undeliverable', reason: notConfirmed })
    : failOffer(conversation, id, { at, remove, outcome: 'timed-out' })
}

const notConfirmed = 'the homeserver did not confirm the invitation in time'

/** From here on the agent can know of the offer. */
export function agentInvited(conversation: Conversation, event: EventOf<'agent-invited'>): Outcome {
  if (conversation.status !== 'offered') return stale('There is no offer to them.')
  if (!offerTo(conversation, event.agent)) return stale('There is no offer to them.')
  const offers = conversation.offers.map((offer) =>
    offer.agent === event.agent ? { ...offer, invitedAt: event.at } : offer,
  )
  return step({ ...conversation, offers })
}

/** Their time begins. The first confirmation counts: a repeat after a crash gives nobody more time. */
export function inviteDelivered(conversation: Conversation, event: EventOf<'invite-delivered'>): Outcome {
  const known = offerOf(conversation, event.offer)
  if (conversation.status !== 'offered' || !known || known.answerBy !== undefined) return stale('Nothing changes.')
  const answerBy = event.at + conversation.placement.offerTimeoutMs
  const offers = conversation.offers.map((offer) => (offer.id === event.offer ? { ...offer, answerBy } : offer))
  return step({ ...conversation, offers }, { type: 'set-timer', timer: 'offer', at: answerBy, offer: event.offer })
}

export function inviteFailed(conversation: Conversation, event: EventOf<'invite-failed'>): Outcome {
  return failOffer(conversation, event.offer, { at: event.at, outcome: 'undeliverable', reason: event.reason })
}

interface OfferFailure {
  readonly at: number
  readonly outcome: Extract<OfferOutcome, 'declined' | 'timed-out' | 'undeliverable'>
  readonly reason?: string
  /** Why the invitation is taken back; absent when there is none to take back. */
  readonly remove?: string
}

function failOffer(conversation: Conversation, id: OfferId, failure: OfferFailure): Outcome {
  if (conversation.status !== 'offered') return stale('The offer has ended.')
  const offer = offerOf(conversation, id)
  return offer ? dropOffer(conversation, offer, failure) : stale('The offer has ended.')
}

/** The offer ended without its agent: the conversation keeps its place and looks for the next one. */
export function dropOffer(conversation: ConversationIn<'offered'>, offer: Offer, failure: OfferFailure): Step {
  const refusal: Refusal = {
    agent: offer.agent,
    at: failure.at,
    how: failure.outcome,
    ...(failure.reason ? { reason: failure.reason } : {}),
  }
  const left = conversation.offers.filter((one) => one.id !== offer.id)
  const removal: readonly Effect[] = failure.remove
    ? [{ type: 'remove-agent', agent: offer.agent, reason: failure.remove }]
    : []
  return step(
    withOffers({ ...conversation, refusals: withRefusal(conversation, refusal) }, left),
    ...endOffer(offer, failure.outcome, failure.at),
    ...removal,
    ...(left.length === 0 ? [searchAgain(conversation)] : []),
  )
}

export function withOffers(conversation: ConversationIn<'offered'>, offers: readonly Offer[]): WaitingNow {
  if (offers.length > 0) return { ...conversation, offers }
  const { offers: _, ...rest } = conversation
  return { ...rest, status: 'queued' }
}

/** The person has the conversation from here on; every other offer is taken back (I3). */
export function accept(conversation: WaitingNow, person: Person, at: number, byJoin: boolean): Step {
  const own = offerTo(conversation, person.agent)
  const others =
    conversation.status === 'offered' ? withdrawOffers(conversation, at, 'Somebody else was faster.', person.agent) : []
  const {
    offers: _offers,
    toldPosition: _told,
    toldAt: _toldAt,
    positionAsked: _asked,
    withdrawn: _withdrawn,
    ...rest
  } = conversation as ConversationIn<'offered'>
  const next: Conversation = { ...rest, status: 'active', agent: person.agent, agentName: person.name, acceptedAt: at }
  return step(
    next,
    ...(own ? acceptedOffer(own, at, byJoin) : []),
    ...others,
    { type: 'keep-seat', agent: person.agent, kind: 'active' },
    { type: 'clear-timer', timer: 'position' },
    toCustomer(next, 'agent-joined', { agent: nameFor(next, person.name) }),
    { type: 'describe-room', description: describeRoom(next, at) },
    // They may have taken it by themselves, and it may need more by now than when they were chosen.
    { type: 'check-agent' },
  )
}

function acceptedOffer(offer: Offer, at: number, byJoin: boolean): readonly Effect[] {
  return [
    {
      type: 'settle-offer',
      offer: offer.id,
      agent: offer.agent,
      outcome: 'accepted',
      at,
      offeredAt: offer.invitedAt ?? offer.at,
      byJoin,
    },
    { type: 'clear-timer', timer: 'offer', offer: offer.id },
  ]
}

function offerOf(conversation: Conversation, id: OfferId): Offer | undefined {
  return conversation.status === 'offered' ? conversation.offers.find((offer) => offer.id === id) : undefined
}

export function offerTo(conversation: Conversation, agent: AgentId): Offer | undefined {
  return conversation.status === 'offered' ? conversation.offers.find((offer) => offer.agent === agent) : undefined
}

/** An invitation that was not confirmed in time may have got there after all. */
const crossable: ReadonlySet<Refusal['how']> = new Set(['timed-out', 'undeliverable'])

/** Whether this person was offered the conversation before, so that a join which crossed the withdrawal may still win. */
export function wasOffered(conversation: Conversation, agent: AgentId): boolean {
  if ('withdrawn' in conversation && conversation.withdrawn?.includes(agent)) return true
  return conversation.refusals.some(({ agent: who, how }) => who === agent && crossable.has(how))
}
