import type { AgentId } from '../core/ids.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import { type Asking, prepared } from './statement.ts'
import { type StoredAgent, seatsOfAgent, toAgent } from './stored-agent.ts'

const all = prepared('read-agents', `SELECT data, version, ${seatsOfAgent} FROM agent ORDER BY id`)
const some = prepared(
  'read-some-agents',
  `SELECT data, version, ${seatsOfAgent} FROM agent WHERE id = ANY($1) ORDER BY id`,
)
const versions = prepared('read-agent-versions', 'SELECT id, version FROM agent')
const one = prepared('read-one-agent', `SELECT data, version, ${seatsOfAgent} FROM agent WHERE id = $1`)

export function agentQueries(database: Asking): Pick<StoreQueries, 'agents' | 'agentVersions' | 'agent'> {
  return {
    async agents(named) {
      const rows = named ? database.rows<StoredAgent>(some, [named]) : database.rows<StoredAgent>(all)
      return (await rows).map(toAgent)
    },
    async agentVersions() {
      const rows = await database.rows<{ id: AgentId; version: number }>(versions)
      return new Map(rows.map(({ id, version }) => [id, version]))
    },
    async agent(id) {
      const [row] = await database.rows<StoredAgent>(one, [id])
      return row && toAgent(row)
    },
  }
}
