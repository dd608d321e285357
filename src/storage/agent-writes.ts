import type { AgentId } from '../core/ids.ts'
import type { Agent } from '../core/routing/agent.ts'
import type { StoreTransaction } from '../ports/store-transaction.ts'
import { prepared } from './statement.ts'
import { type StoredAgent, seatsOfAgent, toAgent } from './stored-agent.ts'
import { toStoredJson } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

const lock = prepared('lock-agent', 'SELECT id FROM agent WHERE id = $1 FOR NO KEY UPDATE')
/** After the lock, so that it sees what those left who held it before. */
const read = prepared('read-agent', `SELECT data, version, ${seatsOfAgent} FROM agent WHERE id = $1`)

const insert = prepared(
  'insert-agent',
  'INSERT INTO agent (id, name, available, capacity, ceilings, version, data) VALUES ($1, $2, $3, $4, $5, $6, $7)',
)

const update = prepared(
  'update-agent',
  `WITH changed AS (
  UPDATE agent SET name = $2, available = $3, capacity = $4, ceilings = $5, version = $6, data = $7
  WHERE id = $1 AND version = $8 RETURNING id
)
SELECT require_rows((SELECT count(*) FROM changed), 1, 'agent')`,
)

const remove = prepared('remove-agent', 'DELETE FROM agent WHERE id = $1 RETURNING id')

const append = prepared(
  'append-agent-event',
  'INSERT INTO agent_event (agent_id, at, type, body) VALUES ($1, $2, $3, $4)',
)

type AgentWrites = Pick<StoreTransaction, 'lockAgent' | 'saveAgent' | 'removeAgent' | 'appendAgentEvent'>

export function agentWrites(tx: Transaction): AgentWrites {
  return {
    lockAgent: (id) => lockAgent(tx, id),
    saveAgent: (agent, expectedVersion) => save(tx, agent, expectedVersion),
    removeAgent: async (id) => (await tx.rows(remove, [id])).length > 0,
    appendAgentEvent: (agent, at, type, body) => tx.send(append, [agent, new Date(at), type, toStoredJson(body)]),
  }
}

async function lockAgent(tx: Transaction, id: AgentId): Promise<Agent | undefined> {
  tx.send(lock, [id])
  const [row] = await tx.rows<StoredAgent>(read, [id])
  return row && toAgent(row)
}

function save(tx: Transaction, agent: Agent, expectedVersion: number | undefined): void {
  const { seats: _, ...data } = agent
  const columns = [
    agent.id,
    agent.name,
    agent.availability.state === 'ready',
    agent.capacity,
    toStoredJson(agent.capacityPerNetwork),
    agent.version,
    toStoredJson(data),
  ]
  if (expectedVersion === undefined) tx.send(insert, columns)
  else tx.send(update, [...columns, expectedVersion])
}
