import assert from 'node:assert/strict'
import { hasRoomOn, standingOn } from '../../src/core/presence/agent-standing.ts'
import { type ContactSurroundings, standingOfContact } from '../../src/core/presence/contact-standing.ts'
import { queuesOfContact } from '../../src/core/presence/queues-of-contact.ts'
import { usualWait } from '../../src/core/presence/usual-wait.ts'
import { prepareRules } from '../../src/core/routing/rule-index.ts'
import type { Rule } from '../../src/core/routing/rule-set.ts'
import { queue, sampleAgent, sampleSeat } from '../support/routing-samples.ts'
import { sampleResult, sampleRule } from '../support/rule-samples.ts'

const irc = { id: 'libera', type: 'irc' }
const slack = { id: 'acme', type: 'slack' }

describe('the queues of a contact', () => {
  const reached = (rules: readonly Rule[], fallback?: string, contact = 'support', network = irc) => {
    const set = { queues: [], questions: [], rules, ...(fallback && { fallback: sampleResult(fallback) }) }
    return queuesOfContact(prepareRules(set), { contact, network }).join(' ')
  }

  const table: readonly [string, readonly Rule[], string | undefined, string][] = [
    ['all that the rules can lead to', [sampleRule('a', 'text.contains("bill")')], 'general', 'billing general'],
    ['each once', [sampleRule('a', 'text == "x"'), sampleRule('b', 'text == "y"')], 'billing', 'billing'],
    ['without other contacts', [sampleRule('a', 'contact == "sales"', 'sales')], 'general', 'general'],
    ['without other networks', [sampleRule('a', 'text == "x" and network.type == "slack"')], 'general', 'general'],
    ['up to a rule for all of this contact', [sampleRule('a', 'contact == "support"')], 'general', 'billing'],
    ['up to a rule for all', [sampleRule('a', 'true'), sampleRule('b', 'text == "x"', 'sales')], 'general', 'billing'],
    [
      'not ended by a rule that asks for more',
      [sampleRule('a', '"support" == contact and network.type == "irc" and app.os == "Linux"')],
      'general',
      'billing general',
    ],
    ['not ended by one that asks for one of two', [sampleRule('a', 'contact == "support" or true')], 'x', 'billing x'],
    ['without rules that do not compile', [sampleRule('a', 'contact ==')], 'general', 'general'],
    ['none without rules and default', [], undefined, ''],
  ]
  for (const [title, rules, fallback, expected] of table) {
    it(`are ${title}`, () => assert.equal(reached(rules, fallback), expected))
  }
})

describe('an agent on a network', () => {
  it('[F6] is free, busy, away or not entered for it, each network for itself', () => {
    const mira = sampleAgent('Mira', { networks: ['irc', 'acme'], capacity: 2, capacityPerNetwork: { irc: 1 } })
    const withOne = { ...mira, seats: [sampleSeat(1)] }
    assert.equal(standingOn(mira, irc), 'free')
    assert.equal(standingOn(withOne, irc), 'busy', 'at the ceiling of irc')
    assert.equal(standingOn(withOne, slack), 'free')
    assert.equal(standingOn({ ...withOne, seats: [sampleSeat(1, 'held')] }, irc), 'free', 'held does not count')
    assert.equal(standingOn({ ...mira, availability: { state: 'away', since: 0, by: 'agent' } }, irc), 'away')
    assert.equal(standingOn(mira, { id: 'help.example', type: 'xmpp' }), 'unable')
    assert.equal(hasRoomOn(sampleAgent('Ben', { capacity: 0 }), irc), false)
  })
})

describe('how a contact stands', () => {
  const free = sampleAgent('Free')
  const busy = sampleAgent('Busy', { capacity: 1, seats: [sampleSeat(1)] })
  const away = sampleAgent('Away', { availability: { state: 'away', since: 0, by: 'agent' } })
  const elsewhere = sampleAgent('Elsewhere', { queues: [queue('technical')] })
  const unable = sampleAgent('Unable', { networks: ['slack'] })
  const stands = (changes: Partial<ContactSurroundings>) =>
    standingOfContact({
      network: irc,
      queues: [queue('billing')],
      agents: [],
      waiting: 0,
      waitMs: undefined,
      longWaitMs: 600_000,
      ...changes,
    })

  it('[F1] [F2] is free, busy, long or closed, with who is free, who waits and how long', () => {
    assert.deepEqual(stands({ agents: [free, busy, away, elsewhere, unable], waitMs: 60_000 }), {
      standing: 'free',
      ready: 2,
      free: 1,
      waiting: 0,
      waitMs: 60_000,
    })
    assert.equal(stands({ agents: [busy, away, elsewhere] }).standing, 'busy')
    assert.equal(stands({ agents: [busy], waitMs: 599_999 }).standing, 'busy')
    assert.equal(stands({ agents: [busy], waitMs: 600_000, waiting: 3 }).standing, 'long')
    assert.equal(stands({ agents: [free], waitMs: 600_000 }).standing, 'free', 'whoever writes now need not wait')
    assert.equal(stands({ agents: [away, elsewhere, unable], waiting: 3 }).standing, 'closed')
  })

  it('is of all agents where the rules lead nowhere', () => {
    assert.equal(stands({ agents: [elsewhere], queues: [] }).standing, 'free')
  })
})

describe('the usual wait', () => {
  it('[F2] is the median of recent waits, and unknown without three of them', () => {
    assert.equal(usualWait([60_000, 90_000]), undefined)
    assert.equal(usualWait([900_000, 60_000, 90_000]), 90_000)
    assert.equal(usualWait([1, 2, 3]), 30_000, 'nobody is promised to be served at once')
  })
})
