import type { AgentId, QueueName } from '../ids.ts'
import { type Agent, loadOf, loadOnNetwork } from './agent.ts'
import { insertSorted, removeSorted, type SortedAgents } from './sorted-agents.ts'

/** Available agents that no need can tell apart: same queues, networks, features, skills and ceilings reached. */
export interface AgentGroup {
  readonly key: string
  readonly queues: readonly QueueName[]
  /** What a need can ask for: `skill linux`, `network irc`, `feature files`. */
  readonly traits: readonly string[]
  /** Never empty. */
  readonly members: SortedAgents
}

/** The available agents of one queue: all in order, their groups, and the groups that have a trait. */
export interface QueueAgents {
  readonly all: SortedAgents
  readonly groups: Set<AgentGroup>
  readonly byTrait: Map<string, Set<AgentGroup>>
}

/**
 * All agents, and those who could take a conversation now in groups. Mutable and owned by the shell, which reports every
 * change of an agent. An update costs a few searches by halves; a choice looks at the first agents of the queue, and if
 * those cannot, at one agent of each group.
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
  if (agent.availability.state !== 'ready' || loadOf(agent) >= agent.capacity) return
  const key = groupKey(agent)
  const group = index.groups.get(key) ?? openGroup(index, key, agent)
  insertSorted(group.members, agent)
  index.groupOf.set(agent.id, group)
  for (const queue of group.queues) insertSorted(queueAgents(index, queue).all, agent)
}

/** Forgets the agent; nothing happens when unknown. */
export function removeAgent(index: AgentIndex, id: AgentId): void {
  const known = index.agents.get(id)
  const group = index.groupOf.get(id)
  index.agents.delete(id)
  index.groupOf.delete(id)
  if (!known || !group) return
  removeSorted(group.members, known)
  for (const queue of group.queues) removeSorted(queueAgents(index, queue).all, known)
  if (group.members.length === 0) dropGroup(index, group)
}

/** Who goes together, in a form that depends on the contents only. */
function groupKey(agent: Agent): string {
  const reached = Object.entries(agent.capacityPerNetwork).filter(([name, most]) => loadOnNetwork(agent, name) >= most)
  const sets = [agent.queues, agent.networks, agent.features, reached.map(([name]) => name)]
  const skills = Object.entries(agent.skills).map(([skill, level]) => `${skill} ${level}`)
  return JSON.stringify([...sets, skills].map((names) => [...names].sort()))
}

function openGroup(index: AgentIndex, key: string, agent: Agent): AgentGroup {
  const traits = [
    ...Object.keys(agent.skills).map((skill) => `skill ${skill}`),
    ...agent.networks.map((network) => `network ${network}`),
    ...agent.features.map((feature) => `feature ${feature}`),
  ]
  const group: AgentGroup = { key, queues: [...new Set(agent.queues)], traits, members: [] }
  index.groups.set(key, group)
  for (const queue of group.queues) {
    const { groups, byTrait } = queueAgents(index, queue)
    groups.add(group)
    for (const trait of traits) byTrait.set(trait, (byTrait.get(trait) ?? new Set()).add(group))
  }
  return group
}

function dropGroup(index: AgentIndex, group: AgentGroup): void {
  index.groups.delete(group.key)
  for (const queue of group.queues) {
    const { groups, byTrait } = queueAgents(index, queue)
    groups.delete(group)
    for (const trait of group.traits) byTrait.get(trait)?.delete(group)
  }
}

function queueAgents(index: AgentIndex, queue: QueueName): QueueAgents {
  const known = index.byQueue.get(queue)
  if (known) return known
  const made: QueueAgents = { all: [], groups: new Set(), byTrait: new Map() }
  index.byQueue.set(queue, made)
  return made
}
