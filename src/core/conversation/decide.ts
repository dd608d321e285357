import { agentReacted, notCarried } from './agent-deed.ts'
import { agentDeclined, agentJoined, agentLeft, agentTook } from './agent-membership.ts'
import { agentEdited, agentRedacted, agentWrote } from './agent-message.ts'
import { closeRequested, wrapUpEnded } from './close.ts'
import { customerLeft, customerReturned, customerWrote, gapNoticed } from './customer.ts'
import { customerEdited, customerReacted, customerRedacted, targetUnknown } from './customer-change.ts'
import { type Decision, type Outcome, seal, stale } from './decision.ts'
import { deliveryFailed, lineDelivered } from './delivery.ts'
import { elsewhereRequested } from './elsewhere.ts'
import type { ConversationEvent, ConversationEventType, EventOf } from './event.ts'
import { held, resumed, transferred } from './hold.ts'
import { answerSettled, customerChose, identificationEnded, intakeTimedOut } from './intake.ts'
import { agentInvited, inviteDelivered, inviteFailed, offered, offerTimedOut } from './offer.ts'
import { agentUnfit, profileLearned } from './profile.ts'
import type { Conversation } from './state.ts'
import { seenIn, withUsed } from './used-features.ts'
import { agentAvailable, nobodyFree, positionCameDue, routed } from './waiting.ts'

/**
 * The whole life of a conversation. Pure: time arrives in the event, work leaves as effects, and the same history always
 * makes the same state and the same effect keys. A closed conversation takes hardly any events: the next message of
 * the customer opens another.
 */
export function decide(conversation: Conversation, event: ConversationEvent): Decision {
  return seal(withUsed(outcomeOf(conversation, event), seenIn(event)), conversation.version + 1)
}

/** What people ask of a closed conversation is refused with a sentence; a late failure and a gap are still told. Nothing else counts. */
const answeredWhenClosed: ReadonlySet<ConversationEventType> = new Set([
  'agent-wrote',
  'agent-edited',
  'agent-redacted',
  'agent-took',
  'agent-declined',
  'elsewhere-requested',
  'held',
  'resumed',
  'transferred',
  'close-requested',
  'delivery-failed',
  'gap-noticed',
])

function outcomeOf(conversation: Conversation, event: ConversationEvent): Outcome {
  if (conversation.status === 'closed' && !answeredWhenClosed.has(event.type)) {
    return stale(`Conversation ${conversation.id} is closed.`)
  }
  const handle = handlers[event.type] as (conversation: Conversation, event: ConversationEvent) => Outcome
  return handle(conversation, event)
}

/** One function for each event; a missing one does not compile. */
const handlers: { readonly [T in ConversationEventType]: (conversation: Conversation, event: EventOf<T>) => Outcome } =
  {
    opened: () => stale('It is open already.'),
    'customer-wrote': customerWrote,
    'customer-edited': customerEdited,
    'customer-redacted': customerRedacted,
    'customer-reacted': customerReacted,
    'customer-chose': customerChose,
    'target-unknown': targetUnknown,
    'customer-left': customerLeft,
    'customer-returned': customerReturned,
    'gap-noticed': gapNoticed,
    'profile-learned': profileLearned,
    'agent-unfit': agentUnfit,
    'identification-ended': identificationEnded,
    'answer-settled': answerSettled,
    'intake-timed-out': intakeTimedOut,
    routed,
    offered,
    'nobody-free': nobodyFree,
    'position-came-due': positionCameDue,
    'agent-available': agentAvailable,
    'offer-timed-out': offerTimedOut,
    'agent-invited': agentInvited,
    'invite-delivered': inviteDelivered,
    'invite-failed': inviteFailed,
    'agent-joined': agentJoined,
    'agent-took': agentTook,
    'agent-declined': agentDeclined,
    'agent-left': agentLeft,
    'agent-wrote': agentWrote,
    'agent-edited': agentEdited,
    'agent-redacted': agentRedacted,
    'agent-reacted': agentReacted,
    'not-carried': notCarried,
    'elsewhere-requested': elsewhereRequested,
    held,
    resumed,
    transferred,
    'close-requested': closeRequested,
    'wrap-up-ended': wrapUpEnded,
    'line-delivered': lineDelivered,
    'delivery-failed': deliveryFailed,
  }
