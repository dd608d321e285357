import type { AgentId, ConversationId, QueueName } from '../ids.ts'

/** Whether an agent takes conversations now, and who said so. */
export interface Availability {
  readonly state: 'ready' | 'away'
  /** As the agent or the machine gave it, e.g. `lunch`, `missed two offers`. */
  readonly reason?: string
  readonly since: number
  readonly by: 'agent' | 'machine' | 'admin' | 'presence'
}

/** A place an agent has given to a conversation. `held` does not count against the capacity. */
export interface Seat {
  readonly conversation: ConversationId
  /** The network's id and type, because ceilings per network may name either. */
  readonly network: string
  readonly networkType: string
  readonly kind: 'pending' | 'active' | 'held' | 'wrapping'
}

/** Agent data: live, audited, apart from the rules. */
export interface Agent {
  readonly id: AgentId
  readonly name: string
  readonly availability: Availability
  readonly queues: readonly QueueName[]
  /** Skill -> level 1 to 5. */
  readonly skills: Readonly<Record<string, number>>
  /** Network types or ids this agent may take; empty means none, `*` all. */
  readonly networks: readonly string[]
  /** Features this agent's own software has, e.g. `files`; `*` all. */
  readonly features: readonly string[]
  readonly capacity: number
  /** Ceilings per network type or id; absent means only `capacity` counts. */
  readonly capacityPerNetwork: Readonly<Record<string, number>>
  readonly seats: readonly Seat[]
  /** Since when the agent has had nothing new: the last acceptance, end of a conversation or becoming ready. ms since the epoch. */
  readonly idleSince: number
  /** Offers missed one after another; two make the agent away. */
  readonly missedInRow: number
  /** Joins within a second of the invite, one after another; two make offers need `accept`. */
  readonly fastJoinsInRow: number
  readonly needsAccept: boolean
  /** Since when Matrix shows none of their devices online, ms since the epoch; absent while it shows one or says nothing. */
  readonly offlineSince?: number
  readonly version: number
}

/** How many seats count against the capacity. */
export function loadOf(agent: Agent): number {
  return agent.seats.filter((seat) => seat.kind !== 'held').length
}

/** How many seats count against a ceiling named by a network's id or type. */
export function loadOnNetwork(agent: Agent, idOrType: string): number {
  const counts = (seat: Seat) => seat.kind !== 'held' && (seat.network === idOrType || seat.networkType === idOrType)
  return agent.seats.filter(counts).length
}
