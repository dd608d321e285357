import type { AgentId } from '../ids.ts'
import type { Agent } from './agent.ts'
import type { AgentGroup, AgentIndex, QueueAgents } from './agent-index.ts'
import { compareAgents, compareRefusers, type Refuser } from './agent-order.ts'
import { firstFailedTest } from './agent-tests.ts'
import { latestRefusals, type Need } from './need.ts'

/** How long somebody who refused is left in peace, in ms, when nobody else can be asked. */
export const refusalRestMs = 30_000
/** How many of a queue are asked one by one before the groups are looked at. */
const askedInOrder = 8

/** Who is asked. Nobody: `agent` is absent, and `retryAt` (ms since the epoch) says when asking again may help by itself. */
export interface Choice {
  readonly agent?: AgentId
  readonly retryAt?: number
  /** Everyone able has refused before. */
  readonly secondRound: boolean
}

/**
 * The agent to be asked next. The preferred agent, if able and not refusing; else the first by `compareAgents` of those
 * able who have not refused; else, of those able who refused at least `refusalRestMs` ago, the one whose refusal is oldest.
 * The same index and need always give the same agent, and `explainChoice` gives the same with all the reasons.
 */
export function choose(index: AgentIndex, need: Need): Choice {
  const refusals = latestRefusals(need)
  const preferred = need.needs.preferred && index.agents.get(need.needs.preferred)
  if (preferred && !refusals.has(preferred.id) && !firstFailedTest(preferred, need)) {
    return { agent: preferred.id, secondRound: false }
  }
  const first = firstAble(index, need, refusals)
  if (first) return { agent: first.id, secondRound: false }
  const refusers = [...refusals.values()].flatMap((refusal) => {
    const agent = index.agents.get(refusal.agent)
    return agent && !firstFailedTest(agent, need) ? [{ agent, refusal }] : []
  })
  return askAgain(refusers, need.now)
}

/** The second round: `refusers` are able and nobody else is. */
export function askAgain(refusers: readonly Refuser[], now: number): Choice {
  const [oldest] = [...refusers].sort(compareRefusers)
  if (!oldest) return { secondRound: false }
  const retryAt = oldest.refusal.at + refusalRestMs
  return retryAt <= now ? { agent: oldest.agent.id, secondRound: true } : { retryAt, secondRound: true }
}

/** Mostly one of the first in order can; when none of these can, the groups are few compared with the agents. */
function firstAble(index: AgentIndex, need: Need, refusals: ReadonlyMap<AgentId, unknown>): Agent | undefined {
  const queue = index.byQueue.get(need.queue)
  if (!queue) return undefined
  for (let place = 0; place < Math.min(queue.all.length, askedInOrder); place += 1) {
    const agent = queue.all[place]
    if (agent && !refusals.has(agent.id) && !firstFailedTest(agent, need)) return agent
  }
  return queue.all.length <= askedInOrder ? undefined : firstOfGroups(queue, need, refusals)
}

/** The members of a group pass or fail together, so its first member stands for all. */
function firstOfGroups(queue: QueueAgents, need: Need, refusals: ReadonlyMap<AgentId, unknown>): Agent | undefined {
  let best: Agent | undefined
  for (const groups of fewestGroups(queue, need)) {
    for (const { members } of groups) {
      const first = refusals.size === 0 ? members[0] : members.find((member) => !refusals.has(member.id))
      if (!first || (best && compareAgents(best, first) <= 0)) continue
      if (!firstFailedTest(first, need)) best = first
    }
  }
  return best
}

/** Groups among which those able must be: of all things needed, by the one that fewest have. */
function fewestGroups(queue: QueueAgents, { needs, network }: Need): readonly ReadonlySet<AgentGroup>[] {
  const having = (...traits: readonly string[]) =>
    traits.map((trait) => queue.byTrait.get(trait) ?? new Set<AgentGroup>())
  const skills = Object.entries(needs.skills).filter(([, level]) => level > 0)
  const ways = [
    [queue.groups],
    having(`network ${network.id}`, `network ${network.type}`, 'network *'),
    ...skills.map(([skill]) => having(`skill ${skill}`)),
    ...needs.features.map((feature) => having(`feature ${feature}`, 'feature *')),
  ]
  const sizeOf = (way: readonly ReadonlySet<AgentGroup>[]) => way.reduce((size, groups) => size + groups.size, 0)
  return ways.reduce((fewest, way) => (sizeOf(way) < sizeOf(fewest) ? way : fewest))
}
