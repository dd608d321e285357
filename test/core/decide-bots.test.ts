import assert from 'node:assert/strict'
import { decide } from '../../src/core/conversation/decide.ts'
import { effectTypes, inStatus, start } from '../support/conversation-samples.ts'

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
