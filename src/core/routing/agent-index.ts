import type { AgentId, QueueName } from '../ids.ts'
import { type Agent, loadOf, loadOnNetwork } from './agent.ts'
import { insertSorted, removeSorted, type SortedAgents } from './sorted-agents.ts'

/** Away, or with all seats taken, or neither. */
type Standing = 'able' | 'full' | 'away'

/**
 * Agents that no need can tell apart: all pass, or all fail by the same test first. Those who are able have the same
 * queues, networks, features, skills and ceilings reached. Of those who are full the ceilings do not matter, of those who
 * are away only the queues do, because these tests come first.
 */
export interface AgentGroup {
  readonly key: string
  readonly standing: Standing
  readonly queues: readonly QueueName[]
  /** What a need can ask for, of those who are able: `skill linux`, `network irc`, `feature files`. */
  readonly traits: readonly string[]
  /** Never empty. */
  readonly members: SortedAgents
}

/** The agents of one queue: those who are able in order, their groups, the groups that have a trait, and the other groups. */
export interface QueueAgents {
  readonly all: SortedAgents
  readonly groups: Set<AgentGroup>
  readonly byTrait: Map<string, Set<AgentGroup>>
  readonly unable: Set<AgentGroup>
  /** How many are ready, full or not, and how many seats these have left. */
  ready: number
  free: number
}

/**
 * All agents in groups. Mutable and owned by the shell, which reports every change of an agent. An update costs a few
 * searches by halves; a choice looks at the first agents of the queue, and if those cannot, at one agent of each group;
 * its record looks at one agent of each group and at the first few.
 */
export interface AgentIndex {
  readonly agents: Map<AgentId, Agent>
  readonly groups: Map<string, AgentGroup>
  readonly groupOf: Map<AgentId, AgentGroup>
  readonly byQueue: Map<QueueName, QueueAgents>
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
  const standing = standingOf(agent)
  const key = groupKey(agent, standing)
  const group = index.groups.get(key) ?? openGroup(index, key, agent, standing)
  insertSorted(group.members, agent)
  index.groupOf.set(agent.id, group)
  for (const name of group.queues) {
    const queue = queueAgents(index, name)
    count(queue, agent, 1)
    if (standing === 'able') insertSorted(queue.all, agent)
  }
}

/** Forgets the agent; nothing happens when unknown. */
export function removeAgent(index: AgentIndex, id: AgentId): void {
  const known = index.agents.get(id)
  const group = index.groupOf.get(id)
  index.agents.delete(id)
  index.groupOf.delete(id)
  if (!known || !group) return
  removeSorted(group.members, known)
  for (const name of group.queues) {
    const queue = queueAgents(index, name)
    count(queue, known, -1)
    if (group.standing === 'able') removeSorted(queue.all, known)
  }
  if (group.members.length === 0) dropGroup(index, group)
}

function standingOf(agent: Agent): Standing {
  if (agent.availability.state !== 'ready') return 'away'
  return loadOf(agent) < agent.capacity ? 'able' : 'full'
}

function count(queue: QueueAgents, agent: Agent, by: 1 | -1): void {
  if (agent.availability.state !== 'ready') return
  queue.ready += by
  queue.free += by * Math.max(0, agent.capacity - loadOf(agent))
}

/** Who goes together, in a form that depends on the contents only. */
function groupKey(agent: Agent, standing: Standing): string {
  const parts = [[standing], agent.queues, ...(standing === 'away' ? [] : abilities(agent, standing))]
  return JSON.stringify(parts.map((names) => [...names].sort()))
}

function abilities(agent: Agent, standing: Standing): readonly (readonly string[])[] {
  const ceilings = standing === 'able' ? Object.entries(agent.capacityPerNetwork) : []
  const reached = ceilings.filter(([name, most]) => loadOnNetwork(agent, name) >= most).map(([name]) => name)
  const skills = Object.entries(agent.skills).map(([skill, level]) => `${skill} ${level}`)
  return [agent.networks, agent.features, reached, skills]
}

function openGroup(index: AgentIndex, key: string, agent: Agent, standing: Standing): AgentGroup {
  const traits = standing === 'able' ? traitsOf(agent) : []
  const group: AgentGroup = { key, standing, queues: [...new Set(agent.queues)], traits, members: [] }
  index.groups.set(key, group)
  for (const name of group.queues) {
    const queue = queueAgents(index, name)
    groupsIn(queue, standing).add(group)
    for (const trait of traits) queue.byTrait.set(trait, (queue.byTrait.get(trait) ?? new Set()).add(group))
  }
  return group
}

function traitsOf({ skills, networks, features }: Agent): readonly string[] {
  return [
    ...Object.keys(skills).map((skill) => `skill ${skill}`),
    ...networks.map((network) => `network ${network}`),
    ...features.map((feature) => `feature ${feature}`),
  ]
}

function dropGroup(index: AgentIndex, group: AgentGroup): void {
  index.groups.delete(group.key)
  for (const name of group.queues) {
    const queue = queueAgents(index, name)
    groupsIn(queue, group.standing).delete(group)
    for (const trait of group.traits) queue.byTrait.get(trait)?.delete(group)
  }
}

function groupsIn({ groups, unable }: QueueAgents, standing: Standing): Set<AgentGroup> {
  return standing === 'able' ? groups : unable
}

function queueAgents(index: AgentIndex, queue: QueueName): QueueAgents {
  const known = index.byQueue.get(queue)
  if (known) return known
  const made: QueueAgents = { all: [], groups: new Set(), byTrait: new Map(), unable: new Set(), ready: 0, free: 0 }
  index.byQueue.set(queue, made)
  return made
}
