import type { QueueName } from '../ids.ts'
import type { Agent } from '../routing/agent.ts'
import { type AgentStanding, type NetworkName, standingOn } from './agent-standing.ts'

/** What a contact leads to, as things are now. Empty `queues`: all of them. Times in ms. */
export interface ContactSurroundings {
  readonly network: NetworkName
  readonly queues: readonly QueueName[]
  readonly agents: Iterable<Agent>
  /** Who waits in those queues. */
  readonly waiting: number
  readonly waitMs: number | undefined
  /** From here on a wait is a long one. */
  readonly longWaitMs: number
}

/** How it stands before anybody writes (F1, F2). `ready`: of the agents who may take this network, those who are not away. */
export interface ContactStanding {
  readonly standing: 'free' | 'busy' | 'long' | 'closed'
  readonly ready: number
  readonly free: number
  readonly waiting: number
  readonly waitMs?: number
}

export function standingOfContact(surroundings: ContactSurroundings): ContactStanding {
  const { waiting, waitMs, longWaitMs } = surroundings
  const { free, busy } = countsOf(surroundings)
  const isLong = waitMs !== undefined && waitMs >= longWaitMs
  const whenReady = free > 0 ? 'free' : isLong ? 'long' : 'busy'
  return {
    standing: free + busy > 0 ? whenReady : 'closed',
    ready: free + busy,
    free,
    waiting,
    ...(waitMs === undefined ? {} : { waitMs }),
  }
}

function countsOf({ network, queues, agents }: ContactSurroundings): Readonly<Record<AgentStanding, number>> {
  const counts = { free: 0, busy: 0, away: 0, unable: 0 }
  for (const agent of agents) {
    if (queues.length > 0 && !agent.queues.some((queue) => queues.includes(queue))) continue
    counts[standingOn(agent, network)] += 1
  }
  return counts
}
