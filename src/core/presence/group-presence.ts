import type { Agent } from '../routing/agent.ts'
import { type AgentStanding, type NetworkName, standingOn } from './agent-standing.ts'

/** How many are so. Those who are entered for no network, or not for this one, are not counted. */
export interface GroupCounts {
  readonly free: number
  readonly busy: number
  readonly away: number
}

/** A group of agents in one word: somebody is free, all who are there have something to do, nobody is there, it has nobody. */
export type GroupState = 'free' | 'busy' | 'away' | 'empty'

/** The presence of a group, computed from its members (F8): a team, a queue, all of them. */
export interface GroupPresence extends GroupCounts {
  readonly state: GroupState
  /** In the order in which the networks were given. */
  readonly networks: readonly (GroupCounts & { readonly state: GroupState; readonly id: string })[]
}

export function presenceOfGroup(agents: readonly Agent[], networks: readonly NetworkName[]): GroupPresence {
  const on = networks.map((network) => agents.map((agent) => standingOn(agent, network)))
  const overall = agents.map((_, index) => best(on.map((standings) => standings[index] ?? 'unable')))
  return {
    ...counted(overall),
    networks: networks.map(({ id }, index) => ({ id, ...counted(on[index] ?? []) })),
  }
}

const bestFirst: readonly AgentStanding[] = ['free', 'busy', 'away']

/** Who is free on one network is free. */
function best(standings: readonly AgentStanding[]): AgentStanding {
  return bestFirst.find((standing) => standings.includes(standing)) ?? 'unable'
}

function counted(standings: readonly AgentStanding[]): GroupCounts & { readonly state: GroupState } {
  const count = (wanted: AgentStanding) => standings.filter((standing) => standing === wanted).length
  const counts = { free: count('free'), busy: count('busy'), away: count('away') }
  const state = (['free', 'busy', 'away'] as const).find((one) => counts[one] > 0) ?? 'empty'
  return { state, ...counts }
}
