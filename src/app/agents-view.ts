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
  /** Looks at the versions of all agents and reads those that changed; resolves with them. */
  refresh(): Promise<readonly Agent[]>
}

export function createAgentsView(store: Pick<StoreQueries, 'agents' | 'agentVersions'>): AgentsView {
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
      const versions = await store.agentVersions()
      for (const id of index.agents.keys()) if (!versions.has(id)) removeAgent(index, id)
      const changed = [...versions].filter(([id, version]) => (index.agents.get(id)?.version ?? -1) < version)
      if (changed.length === 0) return []
      const areAll = changed.length === versions.size
      return (await store.agents(areAll ? undefined : changed.map(([id]) => id))).filter(saw)
    },
  }
}
