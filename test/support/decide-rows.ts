import { decide } from '../../src/core/conversation/decide.ts'
import type { ConversationEventType } from '../../src/core/conversation/event.ts'
import { effectTypes, eventSamples, type Played } from './conversation-samples.ts'

/** What becomes of events in a conversation whose customer has not asked for anything yet: it is offered to nobody. */
export const rowsWithoutAgent = {
  opened: 'stale',
  'answer-settled': 'stale',
  offered: 'stale',
  'nobody-free': 'stale',
  'position-came-due': 'stale',
  'offer-timed-out': 'stale',
  'agent-invited': 'stale',
  'invite-delivered': 'stale',
  'invite-failed': 'stale',
  'agent-joined': 'stale',
  'agent-took': 'refused',
  'agent-declined': 'refused',
  'agent-left': 'stale',
  'agent-wrote': 'refused',
  'agent-edited': 'stale',
  'agent-redacted': 'stale',
  'agent-reacted': 'stale',
  'not-carried': 'stale',
  held: 'refused',
  'elsewhere-requested': 'refused',
  resumed: 'refused',
  transferred: 'refused',
  'wrap-up-ended': 'stale',
  'customer-redacted': 'stale',
  'customer-reacted': 'stale',
  'target-unknown': 'stale',
  'line-delivered': 'stale',
  'delivery-failed': 'stale',
  'agent-available': 'stale',
} as const satisfies Partial<Record<ConversationEventType, string>>

/** As the tables write it: `intake: send-to-chat set-timer`, `intake wordless`, `stale`, `refused`. */
export function outcomeOf(
  { conversation }: Pick<Played, 'conversation'>,
  type: ConversationEventType,
  at: number,
): string {
  const decision = decide(conversation, eventSamples(at)[type])
  if (!decision.ok) return decision.rejection.code
  const { status, wordless } = decision.conversation
  const orders = effectTypes(decision.effects).join(' ')
  return `${status}${wordless ? ' wordless' : ''}${orders === '' ? '' : `: ${orders}`}`
}
