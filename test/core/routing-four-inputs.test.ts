import assert from 'node:assert/strict'
import type { Agent } from '../../src/core/routing/agent.ts'
import { createAgentIndex } from '../../src/core/routing/agent-index.ts'
import { choose } from '../../src/core/routing/choose.ts'
import { placeConversation, prepareRules } from '../../src/core/routing/rule-index.ts'
import type { Rule } from '../../src/core/routing/rule-set.ts'
import { queue, sampleAgent, sampleNeed, sampleSeat } from '../support/routing-samples.ts'
import { sampleInputs, sampleQueue, sampleResult, sampleRule } from '../support/rule-samples.ts'

const rules = [
  sampleRule('irssi users', 'app.application == "irssi" && answers.topic == "technical"', 'terminal'),
  sampleRule('technical', 'answers.topic == "technical"', 'technical'),
]

const agents = [
  sampleAgent('mira', { queues: [queue('terminal')], idleSince: 1 }),
  sampleAgent('ben', { queues: [queue('terminal'), queue('technical')], idleSince: 2 }),
  sampleAgent('eva', { queues: [queue('general')], idleSince: 3 }),
]

interface Inputs {
  readonly rules: readonly Rule[]
  readonly topic: string
  readonly application: string
  readonly agents: readonly Agent[]
}

const base: Inputs = { rules, topic: 'technical', application: 'irssi', agents }

function chosen(inputs: Inputs): string | undefined {
  const set = {
    queues: ['terminal', 'technical', 'general'].map(sampleQueue),
    questions: [],
    rules: inputs.rules,
    fallback: sampleResult('general'),
  }
  const seen = sampleInputs({ app: { application: inputs.application }, answers: { topic: inputs.topic } })
  const { result } = placeConversation(prepareRules(set), seen)
  const need = {
    queue: result.queue,
    needs: { skills: result.skills, features: result.features },
    network: { id: 'libera', type: 'irc' },
    refusals: [],
    now: 1000,
  }
  return choose(createAgentIndex(inputs.agents), need).agent
}

const away = { state: 'away', since: 0, by: 'agent' } as const

describe('the agent follows from rules, answers, software and agents', () => {
  it('[P13] the base case goes to Mira', () => {
    assert.equal(chosen(base), '@mira:example')
  })

  it('[P13] other rules lead to another agent', () => {
    assert.equal(chosen({ ...base, rules: rules.slice(1) }), '@ben:example')
  })

  it('[P13] another answer leads to another agent', () => {
    assert.equal(chosen({ ...base, topic: 'billing' }), '@eva:example')
  })

  it('[P13] other software leads to another agent', () => {
    assert.equal(chosen({ ...base, application: 'WeeChat' }), '@ben:example')
  })

  it('[P8] [P13] another availability leads to another agent', () => {
    const [mira, ...others] = agents
    assert(mira)
    assert.equal(chosen({ ...base, agents: [{ ...mira, availability: away }, ...others] }), '@ben:example')
  })

  it('[P13] another capability leads to another agent', () => {
    const [mira, ...others] = agents
    assert(mira)
    assert.equal(chosen({ ...base, agents: [{ ...mira, networks: ['slack'] }, ...others] }), '@ben:example')
  })

  it('[F6] an agent who has reached the ceiling of one network is free for another', () => {
    const full = sampleAgent('mira', { capacityPerNetwork: { libera: 1 }, seats: [sampleSeat(1, 'active', 'libera')] })
    const index = createAgentIndex([full])
    assert.equal(choose(index, sampleNeed({ network: { id: 'libera', type: 'irc' } })).agent, undefined)
    assert.equal(choose(index, sampleNeed({ network: { id: 'oftc', type: 'irc' } })).agent, '@mira:example')
  })
})
