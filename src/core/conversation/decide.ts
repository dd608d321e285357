import { agentDeclined, agentJoined, agentLeft, agentTook } from './agent-membership.ts'
import { agentEdited, agentRedacted, agentWrote } from './agent-message.ts'
import { closeRequested, wrapUpEnded } from './close.ts'
import { customerLeft, customerReturned, customerWrote, gapNoticed } from './customer.ts'
import { type Decision, type Outcome, seal, stale } from './decision.ts'
import { deliveryFailed } from './delivery.ts'
import type { ConversationEvent, ConversationEventType } from './event.ts'
import { held, resumed, transferred } from './hold.ts'
import { answerSettled, identificationEnded, intakeTimedOut } from './intake.ts'
import { inviteFailed, offered, offerTimedOut } from './offer.ts'
import { profileLearned } from './profile.ts'
import type { Conversation } from './state.ts'
import { agentAvailable, nobodyFree, positionCameDue, routed } from './waiting.ts'

/**
 * The whole life of a conversation. Pure: time arrives in the event, work leaves as effects, and the same history always
 * makes the same state and the same effect keys. A closed conversation takes no more events: the next message of the
 * customer opens another.
 */
export function decide(conversation: Conversation, event: ConversationEvent): Decision {
  return seal(outcomeOf(conversation, event), conversation.version + 1)
}

/** What people ask of a closed conversation is refused with a sentence; a late failure is still told. Nothing else counts. */
const answeredWhenClosed: ReadonlySet<ConversationEventType> = new Set([
  'agent-wrote',
  'agent-edited',
  'agent-took',
  'agent-declined',
  'held',
  'resumed',
  'transferred',
  'close-requested',
  'delivery-failed',
])

function outcomeOf(conversation: Conversation, event: ConversationEvent): Outcome {
  if (conversation.status === 'closed' && !answeredWhenClosed.has(event.type)) {
    return stale(`Conversation ${conversation.id} is closed.`)
  }
  switch (event.type) {
    case 'opened':
      return stale('It is open already.')
    case 'customer-wrote':
      return customerWrote(conversation, event)
    case 'customer-left':
      return customerLeft(conversation, event)
    case 'customer-returned':
      return customerReturned(conversation, event)
    case 'gap-noticed':
      return gapNoticed(conversation, event)
    case 'profile-learned':
      return profileLearned(conversation, event)
    case 'identification-ended':
      return identificationEnded(conversation, event)
    case 'answer-settled':
      return answerSettled(conversation, event)
    case 'intake-timed-out':
      return intakeTimedOut(conversation, event)
    case 'routed':
      return routed(conversation, event)
    case 'offered':
      return offered(conversation, event)
    case 'nobody-free':
      return nobodyFree(conversation, event)
    case 'position-came-due':
      return positionCameDue(conversation, event)
    case 'agent-available':
      return agentAvailable(conversation, event)
    case 'offer-timed-out':
      return offerTimedOut(conversation, event)
    case 'invite-failed':
      return inviteFailed(conversation, event)
    case 'agent-joined':
      return agentJoined(conversation, event)
    case 'agent-took':
      return agentTook(conversation, event)
    case 'agent-declined':
      return agentDeclined(conversation, event)
    case 'agent-left':
      return agentLeft(conversation, event)
    case 'agent-wrote':
      return agentWrote(conversation, event)
    case 'agent-edited':
      return agentEdited(conversation, event)
    case 'agent-redacted':
      return agentRedacted(conversation, event)
    case 'held':
      return held(conversation, event)
    case 'resumed':
      return resumed(conversation, event)
    case 'transferred':
      return transferred(conversation, event)
    case 'close-requested':
      return closeRequested(conversation, event)
    case 'wrap-up-ended':
      return wrapUpEnded(conversation, event)
    case 'delivery-failed':
      return deliveryFailed(conversation, event)
  }
}
