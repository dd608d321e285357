import type { AgentId } from '../core/ids.ts'
import type { Agent } from '../core/routing/agent.ts'
import { type AgentIndex, createAgentIndex, removeAgent, updateAgent } from '../core/routing/agent-index.ts'
import type { StoreQueries } from '../ports/store-queries.ts'

/** The agents as this process last saw them: what `choose` looks at. The database has the last word, by the claim. */
export interface AgentsView {
  readonly index: AgentIndex
  /** An agent was saved or read: newer versions replace older ones. */
  saw(agent: Agent): void
  forget(id: AgentId): void
  /** Reads all agents anew; resolves with those that changed. */
  refresh(): Promise<readonly Agent[]>
}

export function createAgentsView(store: Pick<StoreQueries, 'agents'>): AgentsView {
  const index = createAgentIndex([])
  const saw = (agent: Agent): boolean => {
    const known = index.agents.get(agent.id)
    if (known && known.version >= agent.version) return false
    updateAgent(index, agent)
    return true
  }
  return {
    index,
    saw: (agent) => void saw(agent),
    forget: (id) => removeAgent(index, id),
    refresh: async () => {
      const agents = await store.agents()
      const present = new Set(agents.map((agent) => agent.id))
      for (const id of index.agents.keys()) if (!present.has(id)) removeAgent(index, id)
      return agents.filter(saw)
    },
  }
}
