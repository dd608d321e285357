import { firstOfSorted } from '../../util/first-of.ts'
import type { AgentId } from '../ids.ts'
import type { Agent } from './agent.ts'
import type { AgentIndex } from './agent-index.ts'
import { compareAgents } from './agent-order.ts'
import { firstFailedTest, testCodes } from './agent-tests.ts'
import type { FailedTest } from './decision-record.ts'
import type { Need } from './need.ts'
import type { SortedAgents } from './sorted-agents.ts'

/** An agent with the first test failed, refusals left aside; able when there is none. */
export interface Judged {
  readonly agent: Agent
  readonly failed: FailedTest | undefined
}

/** How many fail first by which test or are `able`, and those of them who are shown. */
export interface Field {
  readonly counts: Readonly<Record<string, number>>
  readonly judged: readonly Judged[]
}

/** Everybody. */
export function judgeAll(agents: Iterable<Agent>, need: Need): Field {
  const judged = Array.from(agents, (agent) => judge(agent, need))
  const counts: Record<string, number> = {}
  for (const { failed } of judged) {
    const code = failed?.code ?? 'able'
    counts[code] = (counts[code] ?? 0) + 1
  }
  return { counts, judged }
}

/**
 * Of those who serve the queue the best `most`, able or by how far they got, and all of `named`. The members of a group
 * pass or fail together, so the cost follows the number of kinds of agents, not their number.
 */
export function judgeFirst(index: AgentIndex, need: Need, most: number, named: Iterable<AgentId>): Field {
  const counts: Record<string, number> = {}
  const members = new Map<string, SortedAgents[]>()
  for (const group of groupsOf(index, need)) {
    const [first] = group.members
    const code = (first && firstFailedTest(first, need)?.code) ?? 'able'
    counts[code] = (counts[code] ?? 0) + group.members.length
    const lists = members.get(code) ?? []
    lists.push(group.members)
    members.set(code, lists)
  }
  const elsewhere = Object.values(counts).reduce((left, one) => left - one, index.agents.size)
  if (elsewhere > 0) counts['other-queue'] = elsewhere
  const shown = new Set(best(members, most))
  for (const id of named) {
    const agent = index.agents.get(id)
    if (agent) shown.add(agent)
  }
  return { counts, judged: Array.from(shown, (agent) => judge(agent, need)) }
}

/** Those who failed a later test were nearer. */
const nearestFirst = ['able', ...testCodes.toReversed()]

function best(members: ReadonlyMap<string, readonly SortedAgents[]>, most: number): readonly Agent[] {
  const found: Agent[] = []
  for (const code of nearestFirst) {
    if (found.length >= most) break
    found.push(...firstOfSorted(members.get(code) ?? [], most - found.length, compareAgents))
  }
  return found
}

function groupsOf({ byQueue }: AgentIndex, { queue }: Need) {
  const found = byQueue.get(queue)
  return found ? [...found.groups, ...found.unable] : []
}

function judge(agent: Agent, need: Need): Judged {
  return { agent, failed: firstFailedTest(agent, need) }
}
