import type { AgentId, QueueName } from '../ids.ts'
import { type Agent, loadOf, loadOnNetwork } from './agent.ts'
import { compareAgents } from './agent-order.ts'

/** Available agents that no need can tell apart: same queues, networks, features, skills and ceilings reached. */
export interface AgentGroup {
  readonly key: string
  readonly queues: readonly QueueName[]
  readonly skills: readonly string[]
  /** Never empty; in the order in which they are asked. */
  readonly members: Agent[]
}

interface QueueGroups {
  readonly all: Set<AgentGroup>
  readonly bySkill: Map<string, Set<AgentGroup>>
}

/**
 * All agents, and those who could take a conversation now in groups. Mutable and owned by the shell, which reports every
 * change of an agent; an update costs a search in one group, a choice one look at each group of the queue.
 */
export interface AgentIndex {
  readonly agents: Map<AgentId, Agent>
  readonly groups: Map<string, AgentGroup>
  readonly groupOf: Map<AgentId, AgentGroup>
  readonly byQueue: Map<QueueName, QueueGroups>
}

/** An index over these agents; of two with the same id the last counts. */
export function createAgentIndex(agents: Iterable<Agent>): AgentIndex {
  const index: AgentIndex = { agents: new Map(), groups: new Map(), groupOf: new Map(), byQueue: new Map() }
  for (const agent of agents) updateAgent(index, agent)
  return index
}

/** Puts the agent's new state in place of what the index knew. Repeating it changes nothing. */
export function updateAgent(index: AgentIndex, agent: Agent): void {
  removeAgent(index, agent.id)
  index.agents.set(agent.id, agent)
  if (agent.availability.state === 'ready' && loadOf(agent) < agent.capacity) addToGroup(index, agent)
}

/** Forgets the agent; nothing happens when unknown. */
export function removeAgent(index: AgentIndex, id: AgentId): void {
  const known = index.agents.get(id)
  const group = index.groupOf.get(id)
  index.agents.delete(id)
  index.groupOf.delete(id)
  if (!known || !group) return
  group.members.splice(placeIn(group.members, known), 1)
  if (group.members.length === 0) dropGroup(index, group)
}

/** The groups among which those able must be: of the queue, and of the needed skill that fewest groups have. */
export function groupsFor(index: AgentIndex, queue: QueueName, skills: Readonly<Record<string, number>>) {
  const groups = index.byQueue.get(queue)
  let fewest: ReadonlySet<AgentGroup> = groups?.all ?? new Set()
  for (const [skill, level] of Object.entries(skills)) {
    if (level <= 0) continue
    const having = groups?.bySkill.get(skill) ?? new Set()
    if (having.size < fewest.size) fewest = having
  }
  return fewest
}

function addToGroup(index: AgentIndex, agent: Agent): void {
  const key = groupKey(agent)
  const group = index.groups.get(key) ?? openGroup(index, key, agent)
  group.members.splice(placeIn(group.members, agent), 0, agent)
  index.groupOf.set(agent.id, group)
}

/** Where the agent stands, or would stand, among the members. */
function placeIn(members: readonly Agent[], agent: Agent): number {
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const member = members[middle]
    if (member && compareAgents(member, agent) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function groupKey(agent: Agent): string {
  const reached = Object.entries(agent.capacityPerNetwork).filter(([name, most]) => loadOnNetwork(agent, name) >= most)
  const sets = [agent.queues, agent.networks, agent.features, reached.map(([name]) => name)]
  return JSON.stringify([...sets.map((names) => [...names].sort()), Object.entries(agent.skills).sort()])
}

function openGroup(index: AgentIndex, key: string, { queues, skills }: Agent): AgentGroup {
  const group: AgentGroup = { key, queues, skills: Object.keys(skills), members: [] }
  index.groups.set(key, group)
  for (const queue of queues) {
    const groups = index.byQueue.get(queue) ?? { all: new Set(), bySkill: new Map() }
    index.byQueue.set(queue, groups)
    groups.all.add(group)
    for (const skill of group.skills) groups.bySkill.set(skill, (groups.bySkill.get(skill) ?? new Set()).add(group))
  }
  return group
}

function dropGroup(index: AgentIndex, group: AgentGroup): void {
  index.groups.delete(group.key)
  for (const queue of group.queues) {
    const groups = index.byQueue.get(queue)
    groups?.all.delete(group)
    for (const skill of group.skills) groups?.bySkill.get(skill)?.delete(group)
  }
}
