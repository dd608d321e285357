import { type Agent, loadOf, loadOnNetwork } from '../routing/agent.ts'

/** A network as agents' settings name it: by its id or by its type. */
export interface NetworkName {
  readonly id: string
  readonly type: string
}

/** What an agent is for one network: able to take another conversation there, at a limit, away, or not entered for it at all. */
export type AgentStanding = 'free' | 'busy' | 'away' | 'unable'

/** From what the agent and Matrix said (`availability`), what is entered for them, and the conversations they have (F6). */
export function standingOn(agent: Agent, network: NetworkName): AgentStanding {
  if (!mayTake(agent, network)) return 'unable'
  if (agent.availability.state !== 'ready') return 'away'
  return hasRoomOn(agent, network) ? 'free' : 'busy'
}

/** Whether what is entered for the agent allows conversations of this network. */
export function mayTake({ networks }: Pick<Agent, 'networks'>, network: NetworkName): boolean {
  return networks.some((name) => name === '*' || name === network.id || name === network.type)
}

/** In total, and under the ceilings of this network. */
export function hasRoomOn(agent: Agent, { id, type }: NetworkName): boolean {
  const { capacity, capacityPerNetwork: ceilings } = agent
  const isUnder = (name: string) =>
    !Object.hasOwn(ceilings, name) || loadOnNetwork(agent, name) < (ceilings[name] ?? capacity)
  return loadOf(agent) < capacity && isUnder(id) && isUnder(type)
}
