import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { QueueName } from '../../src/core/ids.ts'
import { type Agent, loadOf } from '../../src/core/routing/agent.ts'
import { createAgentIndex, removeAgent, updateAgent } from '../../src/core/routing/agent-index.ts'
import { choose, refusalRestMs } from '../../src/core/routing/choose.ts'
import type { ChoiceRecord, FailedTest } from '../../src/core/routing/decision-record.ts'
import { explainChoice } from '../../src/core/routing/explain-choice.ts'
import type { Need } from '../../src/core/routing/need.ts'
import {
  agentId,
  queue,
  sampleAgent,
  sampleNeed,
  sampleSeat,
  someAgent,
  someAgents,
  someNeed,
} from '../support/routing-samples.ts'

const chosen = (agents: readonly Agent[], need: Need) => choose(createAgentIndex(agents), need)
const explained = (agents: readonly Agent[], need: Need) => explainChoice(createAgentIndex(agents), need)
const refusal = (name: string, at: number) => ({ agent: agentId(name), at, how: 'declined' as const })

describe('choosing an agent', () => {
  it('takes the one who has been idle longest', () => {
    const agents = [sampleAgent('Eva', { idleSince: 20 }), sampleAgent('Mira', { idleSince: 10 })]
    assert.equal(chosen(agents, sampleNeed()).agent, agentId('mira'))
  })

  it('breaks a tie by the lower load, then by the id', () => {
    const busy = sampleAgent('Ada', { seats: [sampleSeat(1)] })
    assert.equal(chosen([busy, sampleAgent('Zoe'), sampleAgent('Ben')], sampleNeed()).agent, agentId('ben'))
  })

  it('orders ids by code points, not by UTF-16 units', () => {
    const agents = [sampleAgent('\u{1f600}'), sampleAgent('\uff21')]
    assert.equal(chosen(agents, sampleNeed()).agent, agentId('\uff41'))
  })

  it('takes the preferred agent first when able', () => {
    const agents = [sampleAgent('Ben'), sampleAgent('Eva', { idleSince: 9 })]
    assert.equal(chosen(agents, sampleNeed({ needs: { preferred: agentId('eva') } })).agent, agentId('eva'))
    const away = [sampleAgent('Ben'), sampleAgent('Eva', { capacity: 0 })]
    assert.equal(chosen(away, sampleNeed({ needs: { preferred: agentId('eva') } })).agent, agentId('ben'))
  })

  it('does not count held seats', () => {
    const seats = [sampleSeat(1, 'held'), sampleSeat(2, 'wrapping')]
    assert.equal(chosen([sampleAgent('Ben', { capacity: 2, seats })], sampleNeed()).agent, agentId('ben'))
  })

  it('returns to those who refused only after everyone else, the oldest refusal first', () => {
    const agents = [sampleAgent('Ada'), sampleAgent('Ben'), sampleAgent('Eva', { idleSince: 99 })]
    const refusals = [refusal('ada', 20), refusal('ben', 10)]
    assert.equal(chosen(agents, sampleNeed({ refusals })).agent, agentId('eva'))
    const again = chosen(agents, sampleNeed({ refusals: [...refusals, refusal('eva', 15)] }))
    assert.deepEqual(again, { agent: agentId('ben'), secondRound: true })
  })

  it('counts the latest refusal of somebody who refused twice', () => {
    const refusals = [refusal('ada', 10), refusal('ben', 20), refusal('ada', 30)]
    assert.equal(chosen([sampleAgent('Ada'), sampleAgent('Ben')], sampleNeed({ refusals })).agent, agentId('ben'))
  })

  it('leaves somebody who refused just now in peace and says when to try again', () => {
    const need = sampleNeed({ refusals: [refusal('ben', 990_000)], now: 1_000_000 })
    const retryAt = 990_000 + refusalRestMs
    assert.deepEqual(chosen([sampleAgent('Ben')], need), { secondRound: true, retryAt })
    assert.equal(chosen([sampleAgent('Ben')], { ...need, now: retryAt }).agent, agentId('ben'))
  })

  it('a level of a skill named like a member of every object counts as none', () => {
    const need = sampleNeed({ needs: { skills: { constructor: 1 } } })
    assert.equal(chosen([sampleAgent('Ben')], need).agent, undefined)
  })
})

describe('explaining a choice', () => {
  const cases: readonly [string, Partial<Agent>, FailedTest][] = [
    ['another queue', { queues: [queue('technical')] }, { code: 'other-queue' }],
    [
      'away',
      { availability: { state: 'away', since: 7, by: 'agent', reason: 'lunch' } },
      { code: 'away', since: 7, reason: 'lunch' },
    ],
    ['network', { networks: ['slack'] }, { code: 'network', network: 'irc' }],
    ['feature', { features: ['threads'] }, { code: 'feature', feature: 'files' }],
    ['skill', { skills: { linux: 1 } }, { code: 'skill', skill: 'linux', has: 1, needs: 2 }],
    ['full', { capacity: 1, seats: [sampleSeat(1)] }, { code: 'full', load: 1, capacity: 1 }],
    [
      'full on the network',
      { capacityPerNetwork: { irc: 1 }, seats: [sampleSeat(1)] },
      { code: 'full-on-network', load: 1, capacity: 1, network: 'irc' },
    ],
  ]
  const need = sampleNeed({ needs: { skills: { linux: 2 }, features: ['files'] } })
  for (const [name, changes, failed] of cases) {
    it(`names the first test failed: ${name}`, () => {
      const agent = sampleAgent('Ben', { skills: { linux: 2 }, ...changes })
      assert.deepEqual(explained([agent], need).candidates[0]?.failed, failed)
    })
  }

  it('looks at the tests in one fixed order', () => {
    const failing: Partial<Agent> = Object.assign({}, ...cases.map(([, changes]) => changes))
    const repairs: Partial<Agent>[] = [
      { queues: [queue('billing')] },
      { availability: { state: 'ready', since: 0, by: 'agent' } },
      { networks: ['irc'] },
      { features: ['*'] },
      { skills: { linux: 5 } },
      { capacity: 2 },
      { capacityPerNetwork: {} },
    ]
    let agent = sampleAgent('Ben', failing)
    const codes = repairs.map((repair) => {
      const code = explained([agent], need).candidates[0]?.failed?.code
      agent = { ...agent, ...repair }
      return code
    })
    assert.deepEqual(
      codes,
      cases.map(([, , failed]) => failed.code),
    )
    assert.equal(explained([agent], need).winner, agent.id)
  })

  it('says what decided', () => {
    const both = [sampleAgent('Ada'), sampleAgent('Ben', { seats: [sampleSeat(1)] })]
    const words = (agents: readonly Agent[], changes: Parameters<typeof sampleNeed>[0] = {}) =>
      explained(agents, sampleNeed(changes)).tieBreak
    assert.equal(words([sampleAgent('Ada')]), 'the only one able')
    assert.equal(words([sampleAgent('Ada'), sampleAgent('Ben', { idleSince: 5 })]), 'longest idle')
    assert.equal(words(both), 'equally idle, lower load')
    assert.equal(words([sampleAgent('Ada'), sampleAgent('Ben')]), 'equally idle and loaded, first by id')
    assert.equal(words(both, { refusals: [refusal('ada', 1), refusal('ben', 2)] }), 'oldest refusal')
    assert.equal(words(both, { needs: { preferred: agentId('ben') } }), 'preferred agent')
  })

  it('keeps the counts per test and the best ten when there are more than 500', () => {
    const away = { availability: { state: 'away', since: 0, by: 'agent' } } as const
    const agents = Array.from({ length: 600 }, (_, n) => sampleAgent(`a${n}`, n < 588 ? away : { idleSince: 600 - n }))
    const record = explained(agents, sampleNeed())
    assert.deepEqual(record.counts, { away: 588, able: 12 })
    assert.deepEqual(
      record.candidates.map(({ name }) => name),
      [599, 598, 597, 596, 595, 594, 593, 592, 591, 590].map((n) => `a${n}`),
    )
  })

  it('always agrees with the choice', () => {
    fc.assert(
      fc.property(someAgents, someNeed, (agents, need) => {
        const record = explained(agents, need)
        const choice = chosen(agents, need)
        assert.equal(record.winner, choice.agent)
        assert.equal(record.secondRound, choice.secondRound)
        assert.equal(record.retryAt, choice.retryAt)
        const winner = record.candidates.find(({ agent }) => agent === choice.agent)
        assert.equal(winner?.failed, undefined)
        const able = record.candidates.filter(({ failed }) => !failed)
        assert.equal(choice.agent === undefined, able.length === 0)
      }),
      { numRuns: 2000 },
    )
  })
})

/** A hundred who are asked first and cannot, then several of each kind who perhaps can: so the groups decide. */
const crowd = fc.array(someAgent, { minLength: 1, maxLength: 6 }).map((kinds) => {
  const hopeless = Array.from({ length: 100 }, (_, n) => sampleAgent(`h${n}`, { networks: [], idleSince: -1 }))
  const perhaps = kinds.flatMap((kind, k) =>
    [0, 1, 2, 3].map((n): Agent => {
      const seats = n % 2 === 0 ? kind.seats : []
      const availability = { ...kind.availability, state: 'ready' } as const
      return { ...kind, id: agentId(`a${k}${n}`), seats, availability, capacity: kind.capacity + 2, idleSince: n }
    }),
  )
  return [...hopeless, ...perhaps]
})
const refusing = fc.array(
  fc.tuple(fc.nat(5), fc.nat(3)).map(([k, n]) => refusal(`a${k}${n}`, 20)),
  { maxLength: 8 },
)

describe('choosing among many', () => {
  it('agrees with the explanation too', () => {
    fc.assert(
      fc.property(crowd, someNeed, refusing, (agents, need, refusals) => {
        const wanted = { ...need, queue: queue('billing'), refusals }
        const choice = chosen(agents, wanted)
        assert.equal(choice.agent, explained(agents, wanted).winner)
        assert.equal(choice.secondRound, explained(agents, wanted).secondRound)
      }),
      { numRuns: 500 },
    )
  })

  it('finds the one able among thousands who are not', () => {
    const others = Array.from({ length: 2000 }, (_, n) =>
      sampleAgent(`a${n}`, { networks: ['slack'], skills: { [`s${n}`]: 1 } }),
    )
    const agents = [...others, sampleAgent('Zoe', { idleSince: 99, networks: ['libera'] })]
    assert.equal(chosen(agents, sampleNeed()).agent, agentId('zoe'))
  })
})

describe('explaining a choice among many', () => {
  /** What is kept of many, taken from what is kept of few. */
  const best = (record: ChoiceRecord): ChoiceRecord => ({
    ...record,
    candidates: record.candidates.filter(({ failed }) => failed?.code !== 'other-queue').slice(0, 10),
  })

  it('by groups gives what looking at everybody gives', () => {
    fc.assert(
      fc.property(fc.oneof(someAgents, crowd), someNeed, refusing, (agents, need, more) => {
        const index = createAgentIndex(agents)
        const wanted = { ...need, refusals: [...need.refusals, ...more] }
        assert.deepEqual(explainChoice(index, wanted, 0), best(explainChoice(index, wanted)))
      }),
      { numRuns: 500 },
    )
  })

  it('holds the preferred agent and those who refused, wherever they stand in order', () => {
    const agents = Array.from({ length: 600 }, (_, n) => sampleAgent(`a${n}`, { idleSince: n }))
    const preferred = explained(agents, sampleNeed({ needs: { preferred: agentId('a599') } }))
    assert.deepEqual([preferred.winner, preferred.candidates[0]?.name], [agentId('a599'), 'a599'])
    const refused = explained(agents, sampleNeed({ refusals: agents.map(({ name }) => refusal(name, 990_000)) }))
    assert.deepEqual(refused.counts, { refused: 600 })
    assert.equal(refused.candidates.length, 10)
  })

  it('counts who serves other queues and names none of them', () => {
    const agents = Array.from({ length: 600 }, (_, n) =>
      sampleAgent(`a${n}`, n < 3 ? {} : { queues: [queue('other')] }),
    )
    const record = explained(agents, sampleNeed())
    assert.deepEqual(record.counts, { able: 3, 'other-queue': 597 })
    assert.deepEqual(
      record.candidates.map(({ name }) => name),
      ['a0', 'a1', 'a2'],
    )
  })
})

describe('the index of agents', () => {
  it('gives after any changes what a new index over the same agents gives', () => {
    const change = fc.oneof(
      { weight: 4, arbitrary: someAgent.map((agent) => ({ agent })) },
      { weight: 1, arbitrary: someAgent.map(({ id }) => ({ id })) },
    )
    fc.assert(
      fc.property(someAgents, fc.array(change, { maxLength: 20 }), someNeed, (agents, changes, need) => {
        const index = createAgentIndex(agents)
        for (const one of changes) {
          if ('agent' in one) updateAgent(index, one.agent)
          else removeAgent(index, one.id)
        }
        const rebuilt = createAgentIndex(index.agents.values())
        assert.deepEqual(choose(index, need), choose(rebuilt, need))
        assert.deepEqual(membersOf(index), membersOf(rebuilt))
        for (const [name, { ready, free }] of index.byQueue) assert.deepEqual({ ready, free }, standing(index, name))
        assert.deepEqual(
          [...index.groups.values()].filter(({ members }) => members.length === 0),
          [],
        )
      }),
      { numRuns: 1000 },
    )
  })
})

/** How many of a queue are ready, and how many more conversations these could take. */
function standing({ agents }: ReturnType<typeof createAgentIndex>, name: QueueName) {
  const own = [...agents.values()].filter(({ queues, availability }) => {
    return availability.state === 'ready' && queues.includes(name)
  })
  return { ready: own.length, free: own.reduce((sum, one) => sum + Math.max(0, one.capacity - loadOf(one)), 0) }
}

function membersOf(index: ReturnType<typeof createAgentIndex>) {
  const ids = (agents: readonly Agent[]) => agents.map(({ id }) => id)
  const keys = (groups: ReadonlySet<{ readonly key: string }>) => [...groups].map(({ key }) => key).sort()
  const groups = [...index.groups.values()].map(({ key, members }) => [key, ids(members)] as const)
  const byQueue = [...index.byQueue].map(([name, queued]) => {
    const traits = [...queued.byTrait].map(([trait, having]) => [trait, keys(having)] as const)
    const present = new Map(traits.filter(([, having]) => having.length > 0))
    const [able, unable] = [keys(queued.groups), keys(queued.unable)]
    return [name, { all: ids(queued.all), able, unable, traits: present }] as const
  })
  const isUsed = ({ able, unable }: { able: readonly string[]; unable: readonly string[] }) =>
    able.length + unable.length > 0
  return { groups: new Map(groups), byQueue: new Map(byQueue.filter(([, queued]) => isUsed(queued))) }
}
