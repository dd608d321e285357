import assert from 'node:assert/strict'
import { describeRoom } from '../../src/core/conversation/describe-room.ts'
import type { Conversation, Status } from '../../src/core/conversation/state.ts'
import { inStatus, opened, start } from '../support/conversation-samples.ts'

const later = start + 65_000
const software = {
  application: { value: 'irssi', source: 'CTCP VERSION', observedAt: start, confidence: 'declared' },
  version: { value: '1.4.3', source: 'CTCP VERSION', observedAt: start, confidence: 'declared' },
  os: { value: 'Linux', source: 'CTCP VERSION', observedAt: start, confidence: 'declared' },
} as const

describe('the name and topic of a conversation’s room', () => {
  it('name who first, then where it belongs: the contact, and from routing on the queue', () => {
    assert.equal(describeRoom(opened().conversation, later).name, 'anna · support')
    assert.equal(describeRoom(inStatus('queued').conversation, later).name, 'anna · billing')
  })

  it('the topic says network, software, language, waiting time and how often the person came', () => {
    const conversation: Conversation = {
      ...inStatus('queued').conversation,
      language: 'de',
      profile: software,
      returning: { count: 1 },
    }
    assert.equal(
      describeRoom(conversation, later).topic,
      'IRC Libera · irssi 1.4.3 on Linux · German · waiting 1 min · 2nd time here · conversation 7',
    )
  })

  it('what is not known is left out', () => {
    assert.equal(
      describeRoom(opened().conversation, later).topic,
      'IRC Libera · English · came 1 min ago · conversation 7',
    )
  })

  it('a time of a few seconds is left out', () => {
    for (const [status, words] of [
      ['intake', 'came'],
      ['queued', 'waiting'],
      ['offered', 'waiting'],
    ] as const) {
      const { conversation } = inStatus(status)
      const since = 'placement' in conversation ? conversation.placement.since : conversation.openedAt
      assert.doesNotMatch(describeRoom(conversation, since + 9_999).topic, /came|waiting/)
      assert.match(describeRoom(conversation, since + 10_000).topic, new RegExp(`${words} 10 s`))
    }
  })

  it('every status says in the topic where the conversation stands', () => {
    const rows: Record<Status, RegExp> = {
      identifying: /came 1 min ago/,
      intake: /came 1 min ago/,
      queued: /waiting 1 min/,
      offered: /waiting 1 min/,
      active: /with Mira/,
      held: /held by Mira/,
      wrapping: /closed \(solved\)/,
      closed: /closed \(solved\)/,
    }
    for (const status of Object.keys(rows) as Status[]) {
      assert.match(describeRoom(inStatus(status).conversation, later).topic, rows[status])
    }
  })

  it('[I6] a name with controls, direction marks or great length stays one short harmless line', () => {
    const customer = { name: `\u202eanna\r\n${'x'.repeat(500)}\u0301\u0301`, address: 'a!b@c' }
    const { name } = describeRoom({ ...opened().conversation, customer }, later)
    assert.match(name, /^anna x+… · support$/)
    assert.ok(name.length < 50)
    assert.equal(
      describeRoom({ ...opened().conversation, customer: { name: '\u200b', address: '' } }, later).name,
      'somebody · support',
    )
  })
})
