import assert from 'node:assert/strict'
import type { Conversation } from '../../src/core/conversation/state.ts'
import type { PlacementRecord } from '../../src/core/routing/decision-record.ts'
import { whyRouted } from '../../src/core/routing/why.ts'
import { inStatus } from '../support/conversation-samples.ts'
import { sampleResult } from '../support/rule-samples.ts'

const now = Date.parse('2026-03-04T14:03:22Z')

const placement: PlacementRecord = {
  ruleSetVersion: 12,
  tried: [
    { index: 1, name: 'secret', matched: false, why: 'answers.details is my password' },
    { index: 2, name: 'short', matched: false, why: 'text is my password' },
    { index: 3, name: 'old', matched: false, why: 'app.application is password' },
    { index: 4, name: 'guests', matched: false, why: 'network.type is irc' },
    { index: 5, name: 'words', matched: true },
  ],
  matched: { index: 5, name: 'words' },
  result: sampleResult('billing'),
  event: 'queued',
  inputs: { answers: { details: 'my password' }, text: 'my password', app: { application: 'password' } },
}

describe('why, of what the customer has taken back', () => {
  const rulesToldOf = (conversation: Conversation) =>
    whyRouted({ conversation, placement, offers: [], now })
      .split('\n')
      .find((line) => line.startsWith('Rules'))
  const nothing = { request: '', answers: {}, profile: {} }

  for (const status of ['offered', 'active', 'closed'] as const)
    it(`tells no words, though the rules saw them: ${status}`, () => {
      const gone = 'no, by what was changed or taken back since'
      assert.equal(
        rulesToldOf({ ...inStatus(status).conversation, ...nothing }),
        `Rules   1 "secret": ${gone} · 2 "short": ${gone} · 3 "old": ${gone} · 4 "guests": no, network.type is irc · 5 "words": yes`,
      )
    })

  it('tells them while they stand, whatever was written later', () => {
    const application = { value: 'password', source: 'x', observedAt: now, confidence: 'declared' } as const
    const told = rulesToldOf({
      ...inStatus('active').conversation,
      ...{ request: 'my password\nhello?', answers: { details: 'my password' }, profile: { application } },
    })
    assert.match(told ?? '', /details is my password · 2 "short": no, text is my password · .*application is password/)
  })
})
