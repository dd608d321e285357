import type { Effect, OfferOutcome } from './effect.ts'
import type { ConversationIn, Offer } from './state.ts'

/** The orders that follow when one offer ends without its agent: seat, timer, offer record. */
export function endOffer(offer: Offer, outcome: OfferOutcome, at: number): readonly Effect[] {
  return [
    { type: 'settle-offer', offer: offer.id, agent: offer.agent, outcome, at, offeredAt: offer.at },
    { type: 'free-seat', agent: offer.agent },
    { type: 'clear-timer', timer: 'offer', offer: offer.id },
  ]
}

/** Takes back every pending offer, except to `keep`. */
export function withdrawOffers(
  conversation: ConversationIn<'offered'>,
  at: number,
  reason: string,
  keep?: string,
): readonly Effect[] {
  return conversation.offers
    .filter((offer) => offer.agent !== keep)
    .flatMap((offer) => [
      ...endOffer(offer, 'withdrawn', at),
      { type: 'remove-agent', agent: offer.agent, reason } as const,
    ])
}
