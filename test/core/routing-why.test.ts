import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Conversation, Placement } from '../../src/core/conversation/state.ts'
import type { Agent } from '../../src/core/routing/agent.ts'
import { createAgentIndex } from '../../src/core/routing/agent-index.ts'
import { firstFailedTest } from '../../src/core/routing/agent-tests.ts'
import { choose } from '../../src/core/routing/choose.ts'
import type { PlacementRecord } from '../../src/core/routing/decision-record.ts'
import { explainChoice } from '../../src/core/routing/explain-choice.ts'
import type { Need } from '../../src/core/routing/need.ts'
import { findReleases } from '../../src/core/routing/releases.ts'
import { whyRouted, whyWaiting } from '../../src/core/routing/why.ts'
import { utcTime } from '../../src/core/routing/why-words.ts'
import { aPlacement, eventSamples, inStatus, play } from '../support/conversation-samples.ts'
import {
  agentId,
  queue,
  sampleAgent,
  sampleNeed,
  sampleSeat,
  someAgents,
  someNeed,
} from '../support/routing-samples.ts'
import { sampleResult } from '../support/rule-samples.ts'

const at = (time: string) => Date.parse(`2026-03-04T${time}Z`)
const now = at('14:03:22')
const minutes = (count: number) => now - count * 60_000

const placement: PlacementRecord = {
  ruleSetVersion: 12,
  tried: [
    { index: 1, name: 'vip', matched: false, why: 'customer.returning is false' },
    { index: 2, name: 'slack guests', matched: false, why: 'network.type is irc' },
    { index: 3, name: 'billing words', matched: true },
  ],
  matched: { index: 3, name: 'billing words' },
  result: sampleResult('billing'),
  event: 'queued',
  inputs: {},
}

const active: Conversation = {
  ...inStatus('active').conversation,
  acceptedAt: at('14:03:31'),
} as Conversation

const queued = (changes: Partial<Placement>): Conversation =>
  ({ ...inStatus('queued').conversation, placement: aPlacement({ since: minutes(6), ...changes }) }) as Conversation

const away = (since: number, reason: string): Partial<Agent> => ({
  availability: { state: 'away', by: 'agent', since, reason },
})
const full = { capacity: 3, seats: [1, 2, 3].map((n) => sampleSeat(n)) }

describe('why, of a conversation that was routed', () => {
  const agents = [
    sampleAgent('Mira', { idleSince: minutes(12) }),
    sampleAgent('Eva', { idleSince: minutes(4) }),
    sampleAgent('Ben', full),
    sampleAgent('Carla', away(at('13:40:00'), 'lunch')),
    sampleAgent('Dev', { networks: ['slack'] }),
    sampleAgent('Gus', { queues: [queue('technical')] }),
  ]

  it('tells rules, candidates, tie-break and offers', () => {
    const text = whyRouted({
      conversation: active,
      placement,
      choice: explainChoice(createAgentIndex(agents), sampleNeed({ now })),
      offers: [{ agentName: 'Mira', at: now, outcome: 'accepted', endedAt: at('14:03:31') }],
      now,
    })
    assert.deepEqual(text.split('\n'), [
      'Conversation 7 (anna, IRC libera) went to Mira at 14:03:31 by rule set 12.',
      'Rules   1 "vip": no, customer.returning is false · 2 "slack guests": no, network.type is irc · 3 "billing words": yes',
      'Queue   billing: 5 agents. Ben: full (3 of 3). Dev: may not take IRC. Carla: away (lunch) since 13:40:00.',
      '        Mira and Eva could; longest idle: Mira 12 min, Eva 4 min. → Mira',
      'Offer   Mira, made 14:03:22, accepted 14:03:31.',
      'Talk    nothing that Mira wrote has reached anna yet.',
    ])
  })

  it('[P18] tells when the agent could first be read', () => {
    const connected = { ...active, connectedAt: at('14:04:02') } as Conversation
    const text = whyRouted({ conversation: connected, placement, offers: [], now })
    assert.equal(text.split('\n').at(-1), 'Talk    the first line of Mira reached anna at 14:04:02.')
  })

  const standing: readonly [string, Conversation, readonly string[]][] = [
    [
      'whoever wrote is being found out',
      inStatus('identifying').conversation,
      ['Conversation 7 (anna, IRC libera) is new: I am finding out who writes.'],
    ],
    [
      'the questions are asked',
      inStatus('intake').conversation,
      ['Conversation 7 (anna, IRC libera) is not routed yet: anna is being asked what it is about.'],
    ],
    [
      'somebody is asked',
      play(inStatus('offered'), eventSamples(now)['invite-delivered']).conversation,
      ['Conversation 7 (anna, IRC libera) is offered to Mira at this moment, for billing by rule set 12.'],
    ],
    [
      'an invitation is under way',
      inStatus('offered').conversation,
      [
        'Conversation 7 (anna, IRC libera) is offered to Mira at this moment, for billing by rule set 12. The homeserver has not confirmed the invitation yet.',
      ],
    ],
    [
      'it is on hold',
      { ...inStatus('held').conversation, acceptedAt: at('14:03:31'), heldAt: at('14:10:00') } as Conversation,
      ['Conversation 7 (anna, IRC libera) went to Mira at 14:03:31 by rule set 12 and is on hold since 14:10:00.'],
    ],
    [
      'its agent writes their notes',
      { ...inStatus('wrapping').conversation, acceptedAt: at('14:03:31'), closedAt: at('14:10:00') } as Conversation,
      [
        'Conversation 7 (anna, IRC libera) went to Mira at 14:03:31 by rule set 12. Mira closed it at 14:10:00 (solved) and is wrapping up.',
      ],
    ],
  ]
  for (const [name, conversation, head] of standing) {
    it(`tells how it stands: ${name}`, () => {
      const text = whyRouted({ conversation, placement, offers: [], now })
      assert.deepEqual(text.split('\n').slice(0, 1), head)
    })
  }

  const closed = (changes: object): Conversation => ({
    ...inStatus('closed').conversation,
    openedAt: at('13:58:02'),
    ...{ closedAt: at('14:20:10'), by: 'agent', code: 'solved', agentName: 'Mira' },
    ...changes,
  })

  it('tells of a closed one who had it, who ended it and how, and the way it went', () => {
    const offer = { agentName: 'Mira', at: now, outcome: 'accepted', endedAt: at('14:03:31') }
    const text = whyRouted({ conversation: closed({}), placement, offers: [offer], now: at('15:00:00') })
    assert.deepEqual(text.split('\n'), [
      'Conversation 7 (anna, IRC libera) is over: Mira closed it at 14:20:10 (solved).',
      'It came at 13:58:02 and went to billing by rule set 12.',
      'Rules   1 "vip": no, customer.returning is false · 2 "slack guests": no, network.type is irc · 3 "billing words": yes',
      'Offer   Mira, made 14:03:22, accepted 14:03:31.',
    ])
  })

  const ends: readonly [object, string][] = [
    [{ by: 'supervisor', code: 'spam' }, 'a supervisor closed it at 14:20:10 (spam); Mira had it.'],
    [{ by: 'customer', code: 'cancelled' }, 'anna ended it at 14:20:10 (cancelled); Mira had it.'],
    [
      { by: 'network', code: 'program', agentName: undefined },
      'it was closed at 14:20:10, because it was with a program of the network (program); nobody had it.',
    ],
    [{ by: 'idle', code: 'silent' }, 'it was closed at 14:20:10, because it was quiet (silent); Mira had it.'],
    [
      { by: 'customer', code: 'cancelled', agentName: undefined },
      'anna ended it at 14:20:10 (cancelled); nobody had it.',
    ],
    [{ agentName: undefined }, 'its agent closed it at 14:20:10 (solved).'],
  ]
  for (const [changes, words] of ends) {
    it(`tells how it ended: ${words}`, () => {
      const [head = '', came] = whyRouted({ conversation: closed(changes), offers: [], now: at('15:00:00') }).split(
        '\n',
      )
      assert.equal(head, `Conversation 7 (anna, IRC libera) is over: ${words}`)
      assert.equal(came, 'It came at 13:58:02 and ended before it went to a queue.')
    })
  }

  it('tells the day of what was not today', () => {
    const text = whyRouted({ conversation: closed({}), placement, offers: [], now: at('14:00:00') + 86_400_000 })
    assert.match(
      text,
      /^.*: Mira closed it on 2026-03-04 at 14:20:10 \(solved\)\.\nIt came on 2026-03-04 at 13:58:02 and /,
    )
  })

  it('tells of a transfer', () => {
    const because = 'transferred by Ben: the login fails'
    const moved = { ...active, placement: aPlacement({ queue: queue('technical'), because }) } as Conversation
    assert.match(
      whyRouted({ conversation: moved, placement, offers: [], now }),
      /\nThen {4}transferred by Ben: the login fails → technical\nTalk /,
    )
  })

  it('names the only one who could once', () => {
    const one = explainChoice(createAgentIndex([sampleAgent('Mira'), sampleAgent('Ben', full)]), sampleNeed({ now }))
    const text = whyRouted({ conversation: active, choice: one, offers: [], now })
    assert.match(text, /\nQueue {3}billing: 2 agents\. Ben: full \(3 of 3\)\.\n {8}Only Mira could\.\nTalk /)
    const refusals = [{ agent: agentId('mira'), at: now - 60_000, how: 'declined' as const }]
    const again = explainChoice(createAgentIndex([sampleAgent('Mira')]), sampleNeed({ now, refusals }))
    assert.match(
      whyRouted({ conversation: active, choice: again, offers: [], now }),
      /\n {8}Only Mira could, asked again because everyone able had refused\.\nTalk /,
    )
  })

  it('stays short with hundreds of agents, rules and offers', () => {
    const many = Array.from({ length: 400 }, (_, n) => sampleAgent(`a${n}`, n % 2 ? full : away(now, 'lunch')))
    const able = Array.from({ length: 90 }, (_, n) => sampleAgent(`b${n}`))
    const tried = Array.from({ length: 300 }, (_, n) => ({
      index: n + 1,
      name: `r${n}`,
      matched: false,
      why: 'x'.repeat(500),
    }))
    const text = whyRouted({
      conversation: active,
      placement: { ...placement, tried },
      choice: explainChoice(createAgentIndex([...many, ...able]), sampleNeed({ now })),
      offers: Array.from({ length: 50 }, () => ({ agentName: 'Mira', at: now, outcome: 'timed-out', endedAt: now })),
      now,
    })
    assert.ok(text.length < 2500, `${text.length} characters`)
    assert.match(text, /294 more: no/)
    assert.match(text, /And 392 more: away 200, full 192\./)
    assert.match(text, /86 more could/)
    assert.match(text, /44 earlier · /)
  })

  it('counts the rules that the record leaves out', () => {
    const tried = Array.from({ length: 10 }, (_, n) => ({ index: n + 1, name: `r${n}`, matched: false, why: 'no' }))
    const text = whyRouted({ conversation: active, placement: { ...placement, tried, omitted: 90 }, offers: [], now })
    assert.match(text, /94 more: no/)
  })

  it('tells of more than 500 candidates by the counts', () => {
    const many = Array.from({ length: 600 }, (_, n) => sampleAgent(`a${n}`, n % 3 ? full : away(now, 'lunch')))
    const text = whyRouted({
      conversation: active,
      choice: explainChoice(createAgentIndex(many), sampleNeed({ now })),
      offers: [],
      now,
    })
    assert.match(text, /600 agents\. a\d+: full .* And 592 more: full 392, away 200\./)
  })

  it('does not let a name or a reason break the lines', () => {
    const text = whyRouted({
      conversation: {
        ...active,
        agentName: 'Mira\nRules',
        customer: { name: 'an\u202ena\n', address: '' },
      } as Conversation,
      choice: explainChoice(createAgentIndex([sampleAgent('Eva\n\n', away(now, 'a\nb'))]), sampleNeed({ now })),
      offers: [{ agentName: 'E\rva', at: now }],
      now,
    })
    assert.equal(text.split(/[\n\r]/).length, 4)
    assert.equal(text.includes('\u202e'), false)
  })
})

describe('why, of a conversation that waits', () => {
  const need = sampleNeed({
    queue: queue('technical'),
    network: { id: 'acme', type: 'slack' },
    now,
    needs: { skills: { linux: 2 } },
  })
  const of = (name: string, changes: Partial<Agent>) =>
    sampleAgent(name, { queues: [need.queue], skills: { linux: 2 }, ...changes })
  const agents = [of('Ben', full), of('Finn', away(at('13:58:00'), 'phone')), of('Gina', { networks: ['irc'] })]
  const ask = (people: readonly Agent[], wanted: Need, offers = 0) =>
    whyWaiting({
      conversation: queued({ queue: wanted.queue, needs: wanted.needs }),
      placement,
      choice: explainChoice(createAgentIndex(people), wanted),
      offers: Array.from({ length: offers }, () => ({ agentName: 'Ben', at: now, outcome: 'timed-out', endedAt: now })),
      now,
      position: 1,
      releases: findReleases(people, wanted),
    }).split('\n')

  it('tells the needs, who could not and why, and what would release it', () => {
    assert.deepEqual(ask(agents, need, 1), [
      'Conversation 7 (anna, IRC libera) has waited 6 min in technical; it is first in line.',
      'It came there by rule 3 "billing words" of rule set 12.',
      'Needs skill linux 2. 3 agents serve technical. Ben: full (3 of 3). Gina: may not take Slack. Finn: away (phone) since 13:58:00.',
      'Offers so far: Ben, made 14:03:22, timed out 14:03:22.',
      'Any one of these would release it: Finn comes back · Ben closes one · Gina may take Slack.',
    ])
  })

  it('tells that it was transferred there', () => {
    const because = 'transferred by Ben: the login fails'
    const conversation = queued({ queue: need.queue, because })
    const text = whyWaiting({ conversation, placement, offers: [], now, releases: [] })
    assert.equal(text.split('\n')[1], 'It was transferred by Ben: the login fails.')
  })

  it('tells when nobody serves the queue', () => {
    const text = ask([sampleAgent('Ben', { queues: [] })], sampleNeed({ now })).join('\n')
    assert.match(text, /Nobody serves billing; 1 agent serves other queues\./)
    assert.match(text, /would release it: Ben joins the queue\./)
  })

  it('tells when no single change helps', () => {
    const text = ask([of('Ben', { ...full, networks: [] })], need).join('\n')
    assert.match(text, /No single change would release it: everyone fails at least two tests\./)
  })

  it('tells when those who refused are asked again', () => {
    const refusals = [{ agent: agentId('ben'), at: now - 10_000, how: 'declined' as const }]
    const text = ask([sampleAgent('Ben')], sampleNeed({ now, refusals })).join('\n')
    assert.match(
      text,
      /Ben: declined at 14:03:12\..*\nAny one of these would release it: at 14:03:42 those who refused are asked again\./s,
    )
  })

  it('tells why somebody refused, or could not be invited', () => {
    const refused = { agent: agentId('ben'), at: now - 10_000, how: 'undeliverable' as const, reason: 'no (403)' }
    const text = ask([sampleAgent('Ben')], sampleNeed({ now, refusals: [refused] })).join('\n')
    assert.match(text, /Ben: could not be invited \(no \(403\)\) at 14:03:12\./)
  })

  it('tells the same change of many people once', () => {
    const many = Array.from({ length: 100 }, (_, n) => of(`a${n}`, away(now, 'lunch')))
    assert.match(ask(many, need).join('\n'), /would release it: a0, a1 or one of 98 more comes back\./)
  })
})

describe('what would release a waiting conversation', () => {
  const need = sampleNeed({ needs: { skills: { linux: 2, french: 1 }, features: ['files', 'threads'] } })
  const able = { skills: { linux: 2, french: 1 } }
  const single: readonly [string, Partial<Agent>][] = [
    ['away', away(1, 'lunch')],
    ['full', full],
    ['full-on-network', { capacity: 9, seats: [sampleSeat(1)], capacityPerNetwork: { irc: 1 } }],
    ['network', { networks: [] }],
    ['feature', { features: ['threads'] }],
    ['skill', { skills: { linux: 1, french: 1 } }],
    ['other-queue', { queues: [] }],
  ]
  for (const [code, changes] of single) {
    it(`is one change: ${code}`, () => {
      const releases = findReleases([sampleAgent('Ben', { ...able, ...changes })], need)
      assert.deepEqual(
        releases.map(({ failed }) => failed.code),
        [code],
      )
    })
  }

  const double: readonly [string, Partial<Agent>][] = [
    ['two skills', { skills: {} }],
    ['two features', { features: [] }],
    ['two conversations too many', { capacity: 2, seats: full.seats }],
    ['away and full', { ...away(1, 'lunch'), ...full }],
  ]
  for (const [name, changes] of double) {
    it(`is nothing when two things are in the way: ${name}`, () => {
      assert.deepEqual(findReleases([sampleAgent('Ben', { ...able, ...changes })], need), [])
    })
  }

  it('is empty of those who could take it, and names nobody whom the choice could take', () => {
    fc.assert(
      fc.property(someAgents, someNeed, (agents, wanted) => {
        const able = new Set(agents.filter((agent) => !firstFailedTest(agent, wanted)).map(({ name }) => name))
        const unique = agents.filter(({ name }, n) => agents.findIndex((agent) => agent.name === name) === n)
        for (const { name } of findReleases(unique, wanted)) {
          const agent = unique.find((one) => one.name === name)
          assert.ok(agent && (!able.has(name) || firstFailedTest(agent, wanted)))
          assert.notEqual(choose(createAgentIndex([agent]), wanted).agent, agent.id)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the time of day', () => {
  it('is given in UTC', () => {
    assert.equal(utcTime(at('00:00:59.999')), '00:00:59')
    assert.equal(utcTime(-1), '23:59:59')
  })
})
