import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Agent } from '../../src/core/routing/agent.ts'
import { createAgentIndex } from '../../src/core/routing/agent-index.ts'
import { unfitBecause } from '../../src/core/routing/agent-tests.ts'
import { choose } from '../../src/core/routing/choose.ts'
import { neededFeatures } from '../../src/core/routing/need.ts'
import { queue, sampleAgent, sampleNeed } from '../support/routing-samples.ts'

const networks = [
  { id: 'libera', type: 'irc' },
  { id: 'people', type: 'xmpp' },
  { id: 'acme', type: 'slack' },
]
const features = ['files', 'edits', 'threads']
const someOf = (names: readonly string[]) => fc.uniqueArray(fc.constantFrom(...names, '*'), { maxLength: 3 })

const anAgent: fc.Arbitrary<Partial<Agent>> = fc.record({
  networks: someOf(['irc', 'xmpp', 'slack', 'libera', 'people']),
  features: someOf(features),
  idleSince: fc.nat(100),
})

const has = (given: readonly string[], ...names: readonly string[]) =>
  given.includes('*') || names.some((name) => given.includes(name))

describe('capability', () => {
  it('[P8] [P17] nobody without capability for the protocol or for what is needed is ever chosen, and whoever has both is', () => {
    const needed = fc.uniqueArray(fc.constantFrom(...features))
    const agents = fc.array(anAgent, { maxLength: 20 })
    fc.assert(
      fc.property(agents, fc.constantFrom(...networks), needed, (given, network, wanted) => {
        const all = given.map((one, index) => sampleAgent(`a${index}`, { queues: [queue('billing')], ...one }))
        const need = sampleNeed({ queue: queue('billing'), network, needs: { skills: {}, features: wanted } })
        const able = (agent: Agent) =>
          has(agent.networks, network.id, network.type) && wanted.every((feature) => has(agent.features, feature))
        const { agent } = choose(createAgentIndex(all), need)
        const chosen = all.find(({ id }) => id === agent)
        assert.equal(chosen !== undefined, all.some(able))
        if (chosen) assert(able(chosen) && !unfitBecause(chosen, need))
        for (const one of all) assert.equal(unfitBecause(one, need) === undefined, able(one))
      }),
      { numRuns: 500 },
    )
  })

  it('[P17] what the customer was seen to do is needed besides what the rule asks for, each once', () => {
    const needs = { skills: {}, features: ['files', 'video'] }
    assert.deepEqual(neededFeatures(needs, { used: ['files', 'edits'] }), ['files', 'video', 'edits'])
    assert.deepEqual(neededFeatures(needs, {}), ['files', 'video'])
  })
})
