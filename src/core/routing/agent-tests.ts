import { mayTake } from '../presence/agent-standing.ts'
import { type Agent, loadOf, loadOnNetwork } from './agent.ts'
import type { FailedTest } from './decision-record.ts'
import type { Need } from './need.ts'

type AgentTest = (agent: Agent, need: Need) => FailedTest | undefined

/** In the order in which they are applied, so that the first failure says most: refusals come last and are judged apart. */
const tests: Readonly<Record<Exclude<FailedTest['code'], 'refused'>, AgentTest>> = {
  'other-queue': (agent, need) => (agent.queues.includes(need.queue) ? undefined : { code: 'other-queue' }),
  away: ({ availability }) => (availability.state === 'ready' ? undefined : awayBecause(availability)),
  network: (agent, need) =>
    mayTake(agent, need.network) ? undefined : { code: 'network', network: need.network.type },
  feature: missingFeature,
  skill: missingSkill,
  full: fullWith,
  'full-on-network': fullOnNetwork,
}

/** What an agent can fail before refusals are looked at, in the order of the tests. */
export const testCodes = Object.keys(tests) as readonly (keyof typeof tests)[]

const inOrder = Object.values(tests)

/** The first test this agent fails for this need, refusals left aside; undefined when able. `without` names a test to skip. */
export function firstFailedTest(agent: Agent, need: Need, without?: keyof typeof tests): FailedTest | undefined {
  const skipped = without && tests[without]
  for (const test of inOrder) {
    const failed = test === skipped ? undefined : test(agent, need)
    if (failed) return failed
  }
  return undefined
}

/** Why an agent who has a conversation should not have it, whatever else they do: the network, a feature or a skill. */
export function unfitBecause(agent: Agent, need: Need): FailedTest | undefined {
  return mayTake(agent, need.network)
    ? (missingFeature(agent, need) ?? missingSkill(agent, need))
    : tests.network(agent, need)
}

/** The level of a skill, 0 when the agent does not have it. */
export function levelOf(skills: Readonly<Record<string, number>>, skill: string): number {
  return Object.hasOwn(skills, skill) ? (skills[skill] ?? 0) : 0
}

function awayBecause({ reason, since }: Agent['availability']): FailedTest {
  return { code: 'away', since, ...(reason !== undefined && { reason }) }
}

function missingFeature(agent: Agent, { needs }: Need): FailedTest | undefined {
  if (needs.features.length === 0 || agent.features.includes('*')) return undefined
  const feature = needs.features.find((needed) => !agent.features.includes(needed))
  return feature === undefined ? undefined : { code: 'feature', feature }
}

function missingSkill(agent: Agent, { needs }: Need): FailedTest | undefined {
  for (const skill of Object.keys(needs.skills)) {
    const has = levelOf(agent.skills, skill)
    const wanted = levelOf(needs.skills, skill)
    if (has < wanted) return { code: 'skill', skill, has, needs: wanted }
  }
  return undefined
}

function fullWith(agent: Agent): FailedTest | undefined {
  const load = loadOf(agent)
  return load < agent.capacity ? undefined : { code: 'full', load, capacity: agent.capacity }
}

function fullOnNetwork(agent: Agent, { network }: Need): FailedTest | undefined {
  for (const name of [network.id, network.type]) {
    if (!Object.hasOwn(agent.capacityPerNetwork, name)) continue
    const load = loadOnNetwork(agent, name)
    const capacity = agent.capacityPerNetwork[name] ?? 0
    if (load >= capacity) return { code: 'full-on-network', load, capacity, network: name }
  }
  return undefined
}
