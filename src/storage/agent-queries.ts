import type { StoreQueries } from '../ports/store-queries.ts'
import { type Asking, prepared } from './statement.ts'
import { type StoredAgent, seatsOfAgent, toAgent } from './stored-agent.ts'

const all = prepared('read-agents', `SELECT data, version, ${seatsOfAgent} FROM agent ORDER BY id`)
const one = prepared('read-one-agent', `SELECT data, version, ${seatsOfAgent} FROM agent WHERE id = $1`)

export function agentQueries(database: Asking): Pick<StoreQueries, 'agents' | 'agent'> {
  return {
    agents: async () => (await database.rows<StoredAgent>(all)).map(toAgent),
    async agent(id) {
      const [row] = await database.rows<StoredAgent>(one, [id])
      return row && toAgent(row)
    },
  }
}
