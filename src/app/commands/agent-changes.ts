import type { ListChange, SkillChange, AgentSettings as Wanted } from '../../core/commands/command.ts'
import type { QueueName } from '../../core/ids.ts'
import type { Agent } from '../../core/routing/agent.ts'
import type { AgentSettings } from '../../core/routing/agent-event.ts'

/** What somebody has who was added with nothing more than a name. */
export function newAgent(name: string): AgentSettings {
  return { name, queues: [], skills: {}, networks: ['*'], features: ['*'], capacity: 3, capacityPerNetwork: {} }
}

/** The settings after what was typed; what is not named stays as it is. */
export function withChanges(before: AgentSettings, wanted: Wanted): AgentSettings {
  return {
    name: wanted.name ?? before.name,
    queues: changedList(before.queues, wanted.queues) as readonly QueueName[],
    skills: changedSkills(before.skills, wanted.skills),
    networks: changedList(before.networks, wanted.networks),
    features: changedList(before.features, wanted.features),
    capacity: wanted.capacity ?? before.capacity,
    capacityPerNetwork: changedCeilings(before.capacityPerNetwork, wanted.capacityPerNetwork),
  }
}

/** Something that was to be taken away from somebody who does not have it. */
export interface NotThere {
  readonly what: string
  readonly name: string
  readonly has: readonly string[]
}

export function notThere(before: AgentSettings, wanted: Wanted): readonly NotThere[] {
  const lists: readonly [string, readonly string[], ListChange | SkillChange | undefined][] = [
    ['queue', before.queues, wanted.queues],
    ['skill', Object.keys(before.skills), wanted.skills],
    ['network', before.networks, wanted.networks],
    ['feature', before.features, wanted.features],
  ]
  return lists.flatMap(([what, has, change]) => {
    const removed = change?.how === 'change' ? change.remove : []
    return removed.filter((name) => !has.includes(name)).map((name) => ({ what, name, has }))
  })
}

function changedList(before: readonly string[], change: ListChange | undefined): readonly string[] {
  if (!change) return before
  if (change.how === 'replace') return change.names
  const kept = before.filter((name) => !change.remove.includes(name))
  return [...kept, ...change.add.filter((name) => !kept.includes(name))]
}

function changedSkills(before: Agent['skills'], change: SkillChange | undefined): Agent['skills'] {
  if (!change) return before
  if (change.how === 'replace') return change.levels
  const kept = Object.entries(before).filter(([skill]) => !change.remove.includes(skill))
  return { ...Object.fromEntries(kept), ...change.levels }
}

function changedCeilings(before: Agent['capacityPerNetwork'], change: Wanted['capacityPerNetwork']) {
  const all: Record<string, number | null> = { ...before, ...change }
  const kept = Object.entries(all).filter((entry): entry is [string, number] => entry[1] !== null)
  return Object.fromEntries(kept)
}
