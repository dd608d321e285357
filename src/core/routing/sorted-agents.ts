import type { Agent } from './agent.ts'
import { compareAgents } from './agent-order.ts'

/** Agents in the order in which they are asked, kept so by these two functions. */
export type SortedAgents = Agent[]

export function insertSorted(agents: SortedAgents, agent: Agent): void {
  agents.splice(placeIn(agents, agent), 0, agent)
}

/** `agent` must be as it was inserted. */
export function removeSorted(agents: SortedAgents, agent: Agent): void {
  agents.splice(placeIn(agents, agent), 1)
}

/** Where the agent stands, or would stand. */
function placeIn(agents: readonly Agent[], agent: Agent): number {
  let low = 0
  let high = agents.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = agents[middle]
    if (other && compareAgents(other, agent) < 0) low = middle + 1
    else high = middle
  }
  return low
}
