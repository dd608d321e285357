import { compareCodePoints } from '../../util/compare-code-points.ts'
import type { Agent, Seat } from './agent.ts'
import { firstFailedTest } from './agent-tests.ts'
import type { FailedTest } from './decision-record.ts'
import type { Need } from './need.ts'

/** One change to one agent after which that agent could take the conversation. */
export interface Release {
  readonly name: string
  /** What keeps the agent from it now. */
  readonly failed: FailedTest
}

/** The likeliest to happen by itself first. */
const likeliest: readonly FailedTest['code'][] = [
  ...(['away', 'full', 'full-on-network', 'network', 'feature', 'skill', 'other-queue'] as const),
]

/**
 * The single changes that would each release a waiting conversation. Each is tried: the agent with that change and no
 * other must pass every test. Refusals are left aside, because those who refused are asked again by themselves.
 */
export function findReleases(agents: Iterable<Agent>, need: Need): readonly Release[] {
  const found: Release[] = []
  for (const agent of agents) {
    const failed = firstFailedTest(agent, need)
    if (failed && changesFor(agent, failed, need).some((changed) => !firstFailedTest(changed, need))) {
      found.push({ name: agent.name, failed })
    }
  }
  const rank = ({ failed }: Release) => likeliest.indexOf(failed.code)
  return found.sort((a, b) => rank(a) - rank(b) || compareCodePoints(a.name, b.name))
}

/** The agent after one change that might mend this failure. */
function changesFor(agent: Agent, failed: FailedTest, need: Need): readonly Agent[] {
  switch (failed.code) {
    case 'other-queue':
      return [{ ...agent, queues: [...agent.queues, need.queue] }]
    case 'away':
      return [{ ...agent, availability: { ...agent.availability, state: 'ready' } }]
    case 'network':
      return [{ ...agent, networks: [...agent.networks, need.network.id] }]
    case 'feature':
      return [{ ...agent, features: [...agent.features, failed.feature] }]
    case 'skill':
      return [{ ...agent, skills: { ...agent.skills, [failed.skill]: failed.needs } }]
    case 'full':
    case 'full-on-network':
      return agent.seats.filter(({ kind }) => kind !== 'held').map((seat) => withoutSeat(agent, seat))
    case 'refused':
      return []
  }
}

function withoutSeat(agent: Agent, freed: Seat): Agent {
  return { ...agent, seats: agent.seats.filter((seat) => seat !== freed) }
}
