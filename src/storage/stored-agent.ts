import type { Agent, Seat } from '../core/routing/agent.ts'

export interface StoredAgent {
  readonly data: string
  readonly version: number
  /** JSON, in the order the seats were taken. */
  readonly seats: readonly Seat[] | null
}

/** An agent's seats as one JSON column. */
export const seatsOfAgent = `(
  SELECT json_agg(json_build_object('conversation', seat.conversation_id, 'network', seat.network,
    'networkType', seat.network_type, 'kind', seat.kind)
    ORDER BY seat.taken_at, seat.conversation_id)
  FROM seat WHERE seat.agent_id = agent.id
) AS seats`

/** Seats stand in a table of their own, which only claims change. */
export function toAgent({ data, version, seats }: StoredAgent): Agent {
  const agent = JSON.parse(data) as Omit<Agent, 'seats'>
  return { ...agent, seats: seats ?? [], version }
}
