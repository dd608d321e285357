import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import type { ConversationEventType } from '../../src/core/conversation/event.ts'
import type { Status } from '../../src/core/conversation/state.ts'
import { effectTypes, eventSamples, inStatus, start } from '../support/conversation-samples.ts'

/**
 * What becomes of each event in each status: the status after it and the orders that follow, or why nothing changed.
 * Complete by type: a new status or event does not compile without its rows.
 */
const rows: Record<Status, Record<ConversationEventType, string>> = {
  identifying: {
    opened: 'stale',
    'customer-wrote': 'identifying: send-to-chat set-timer',
    'customer-left': 'identifying',
    'customer-returned': 'identifying',
    'gap-noticed': 'identifying: send-to-chat',
    'profile-learned': 'identifying',
    'agent-unfit': 'stale',
    'identification-ended': 'intake: clear-timer create-room',
    'answer-settled': 'stale',
    'intake-timed-out': 'identifying: clear-timer clear-timer',
    routed: 'stale',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'stale',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
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
    resumed: 'refused',
    transferred: 'refused',
    'close-requested': 'closed: send-to-chat clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'stale',
    'agent-available': 'stale',
  },
  intake: {
    opened: 'stale',
    'customer-wrote': 'intake: send-to-chat set-timer',
    'customer-left': 'intake',
    'customer-returned': 'intake',
    'gap-noticed': 'intake: send-to-chat',
    'profile-learned': 'intake',
    'agent-unfit': 'stale',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'intake: clear-timer clear-timer evaluate-rules',
    routed: 'queued: describe-room post-as-bot post-as-customer find-agent',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'stale',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
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
    resumed: 'refused',
    transferred: 'refused',
    'close-requested':
      'closed: send-to-chat clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer archive-room',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'stale',
    'agent-available': 'stale',
  },
  queued: {
    opened: 'stale',
    'customer-wrote': 'queued: post-as-customer',
    'customer-left': 'queued: post-as-bot',
    'customer-returned': 'queued',
    'gap-noticed': 'queued: send-to-chat post-as-bot',
    'profile-learned': 'queued: describe-room post-as-bot evaluate-rules',
    'agent-unfit': 'stale',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'stale',
    routed: 'queued: describe-room find-agent',
    offered: 'offered: send-to-chat set-timer invite-agent set-timer',
    'nobody-free': 'queued: send-to-chat set-timer',
    'position-came-due': 'queued: send-to-chat set-timer',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
    'invite-failed': 'stale',
    'agent-joined': 'queued: post-as-bot',
    'agent-took': 'active: keep-seat clear-timer send-to-chat describe-room',
    'agent-declined': 'refused',
    'agent-left': 'stale',
    'agent-wrote': 'refused',
    'agent-edited': 'stale',
    'agent-redacted': 'stale',
    'agent-reacted': 'stale',
    'not-carried': 'stale',
    held: 'refused',
    resumed: 'refused',
    transferred: 'refused',
    'close-requested':
      'closed: send-to-chat clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer post-as-bot archive-room',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'queued: post-as-bot',
    'agent-available': 'queued: find-agent',
  },
  offered: {
    opened: 'stale',
    'customer-wrote': 'offered: post-as-customer',
    'customer-left': 'offered: post-as-bot',
    'customer-returned': 'offered',
    'gap-noticed': 'offered: send-to-chat post-as-bot',
    'profile-learned': 'offered: describe-room post-as-bot',
    'agent-unfit': 'stale',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'stale',
    routed: 'stale',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'offered: send-to-chat set-timer',
    'offer-timed-out': 'queued: settle-offer free-seat clear-timer remove-agent find-agent',
    'agent-invited': 'offered',
    'invite-failed': 'queued: settle-offer free-seat clear-timer find-agent',
    'agent-joined': 'active: settle-offer clear-timer keep-seat clear-timer send-to-chat describe-room',
    'agent-took':
      'active: settle-offer free-seat clear-timer remove-agent keep-seat clear-timer send-to-chat describe-room',
    'agent-declined': 'queued: settle-offer free-seat clear-timer remove-agent find-agent',
    'agent-left': 'queued: settle-offer free-seat clear-timer find-agent',
    'agent-wrote': 'refused',
    'agent-edited': 'stale',
    'agent-redacted': 'stale',
    'agent-reacted': 'stale',
    'not-carried': 'stale',
    held: 'refused',
    resumed: 'refused',
    transferred: 'refused',
    'close-requested':
      'closed: send-to-chat settle-offer free-seat clear-timer remove-agent clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer post-as-bot archive-room',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'offered: post-as-bot',
    'agent-available': 'stale',
  },
  active: {
    opened: 'stale',
    'customer-wrote': 'active: post-as-customer',
    'customer-left': 'active: post-as-bot',
    'customer-returned': 'active',
    'gap-noticed': 'active: send-to-chat post-as-bot',
    'profile-learned': 'active: describe-room post-as-bot check-agent',
    'agent-unfit': 'active: post-as-bot',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'stale',
    routed: 'stale',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'stale',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
    'invite-failed': 'stale',
    'agent-joined': 'stale',
    'agent-took': 'refused',
    'agent-declined': 'refused',
    'agent-left': 'queued: free-seat send-to-chat post-as-bot set-timer find-agent',
    'agent-wrote': 'active: send-to-chat',
    'agent-edited': 'active: send-to-chat send-to-chat post-as-bot',
    'agent-redacted': 'active: send-to-chat send-to-chat post-as-bot',
    'agent-reacted': 'active: send-to-chat post-as-bot',
    'not-carried': 'active: post-as-bot',
    held: 'held: keep-seat send-to-chat',
    resumed: 'refused',
    transferred: 'queued: free-seat remove-agent send-to-chat describe-room find-agent',
    'close-requested': 'wrapping: send-to-chat keep-seat set-timer post-as-bot',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'active: post-as-bot',
    'agent-available': 'stale',
  },
  held: {
    opened: 'stale',
    'customer-wrote': 'held: post-as-customer',
    'customer-left': 'held: post-as-bot',
    'customer-returned': 'held',
    'gap-noticed': 'held: send-to-chat post-as-bot',
    'profile-learned': 'held: describe-room post-as-bot check-agent',
    'agent-unfit': 'held: post-as-bot',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'stale',
    routed: 'stale',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'stale',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
    'invite-failed': 'stale',
    'agent-joined': 'stale',
    'agent-took': 'refused',
    'agent-declined': 'refused',
    'agent-left': 'queued: free-seat send-to-chat post-as-bot set-timer find-agent',
    'agent-wrote': 'held: send-to-chat',
    'agent-edited': 'held: send-to-chat send-to-chat post-as-bot',
    'agent-redacted': 'held: send-to-chat send-to-chat post-as-bot',
    'agent-reacted': 'held: send-to-chat post-as-bot',
    'not-carried': 'held: post-as-bot',
    held: 'refused',
    resumed: 'active: keep-seat send-to-chat',
    transferred: 'queued: free-seat remove-agent send-to-chat describe-room find-agent',
    'close-requested':
      'closed: send-to-chat free-seat clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer post-as-bot archive-room',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'held: post-as-bot',
    'agent-available': 'stale',
  },
  wrapping: {
    opened: 'stale',
    'customer-wrote': 'active: clear-timer keep-seat post-as-bot post-as-customer',
    'customer-left': 'wrapping: post-as-bot',
    'customer-returned': 'wrapping',
    'gap-noticed': 'wrapping: send-to-chat post-as-bot',
    'profile-learned': 'wrapping: describe-room post-as-bot',
    'agent-unfit': 'stale',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'stale',
    routed: 'stale',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'stale',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
    'invite-failed': 'stale',
    'agent-joined': 'stale',
    'agent-took': 'refused',
    'agent-declined': 'refused',
    'agent-left': 'stale',
    'agent-wrote': 'refused',
    'agent-edited': 'refused',
    'agent-redacted': 'stale',
    'agent-reacted': 'stale',
    'not-carried': 'stale',
    held: 'refused',
    resumed: 'refused',
    transferred: 'refused',
    'close-requested': 'refused',
    'wrap-up-ended':
      'closed: free-seat clear-timer clear-timer clear-timer clear-timer clear-timer clear-timer post-as-bot archive-room',
    'delivery-failed': 'wrapping: post-as-bot',
    'agent-available': 'stale',
  },
  closed: {
    opened: 'stale',
    'customer-wrote': 'stale',
    'customer-left': 'stale',
    'customer-returned': 'stale',
    'gap-noticed': 'stale',
    'profile-learned': 'stale',
    'agent-unfit': 'stale',
    'identification-ended': 'stale',
    'answer-settled': 'stale',
    'intake-timed-out': 'stale',
    routed: 'stale',
    offered: 'stale',
    'nobody-free': 'stale',
    'position-came-due': 'stale',
    'offer-timed-out': 'stale',
    'agent-invited': 'stale',
    'invite-failed': 'stale',
    'agent-joined': 'stale',
    'agent-took': 'refused',
    'agent-declined': 'refused',
    'agent-left': 'stale',
    'agent-wrote': 'refused',
    'agent-edited': 'refused',
    'agent-redacted': 'stale',
    'agent-reacted': 'stale',
    'not-carried': 'stale',
    held: 'refused',
    resumed: 'refused',
    transferred: 'refused',
    'close-requested': 'refused',
    'wrap-up-ended': 'stale',
    'delivery-failed': 'closed: post-as-bot',
    'agent-available': 'stale',
  },
}

for (const [status, events] of Object.entries(rows) as [Status, Record<ConversationEventType, string>][]) {
  describe(`decide: a conversation that is ${status}`, () => {
    for (const [type, expected] of Object.entries(events) as [ConversationEventType, string][]) {
      it(`takes ${type} as: ${expected}`, () => {
        assert.equal(outcome(status, type), expected)
      })
    }
  })
}

it('decide: a conversation that was closed before a gap does not hear of it', () => {
  const { conversation } = inStatus('closed')
  assert.ok(conversation.status === 'closed')
  const gap = (from: number) => ({ type: 'gap-noticed', at: from + 3000, ms: 3000 }) as const
  assert.equal(decide(conversation, gap(conversation.closedAt)).ok, true)
  assert.equal(decide({ ...conversation, reach: 'away' }, gap(conversation.closedAt)).ok, true)
  assert.equal(decide(conversation, gap(conversation.closedAt + 1)).ok, false)
})

describe('decide: a customer who turns out to be a bot of their network', () => {
  const marked = {
    type: 'profile-learned',
    at: start + 20_000,
    facts: { bot: { value: 'yes', source: 'WHOIS 335', observedAt: start, confidence: 'observed' } },
  } as const

  it('is closed without a word and without a room while nobody has it', () => {
    const decision = decide(inStatus('identifying').conversation, marked)
    assert(decision.ok)
    assert.equal(decision.conversation.status, 'closed')
    assert.deepEqual(new Set(effectTypes(decision.effects)), new Set(['clear-timer']))
    for (const status of ['intake', 'queued', 'offered'] as const) {
      const later = decide(inStatus(status).conversation, marked)
      assert(later.ok && later.conversation.status === 'closed')
      assert(!effectTypes(later.effects).includes('send-to-chat'))
    }
  })

  it('stays with an agent who has it', () => {
    const decision = decide(inStatus('active').conversation, marked)
    assert(decision.ok && decision.conversation.status === 'active')
  })
})

function outcome(status: Status, type: ConversationEventType): string {
  const decision = decide(inStatus(status).conversation, eventSamples(start + 20_000)[type])
  if (!decision.ok) return decision.rejection.code
  const orders = effectTypes(decision.effects).join(' ')
  return orders === '' ? decision.conversation.status : `${decision.conversation.status}: ${orders}`
}
