import type { SeatClaim, StoreTransaction } from '../ports/store-transaction.ts'
import { prepared } from './statement.ts'
import type { Transaction } from './transaction.ts'

/**
 * The condition is asked again on what others left, should they hold the agent's row at this moment. The load itself is
 * counted by the table's trigger, which would refuse the seat if this condition were wrong.
 */
const claim = prepared(
  'claim-seat',
  `WITH free AS (
  SELECT id FROM agent
  WHERE id = $2 AND ($6::boolean OR $5 = 'held' AND available OR available AND agent_has_room(agent, $3, $4))
  FOR NO KEY UPDATE
), taken AS (
  INSERT INTO seat (conversation_id, agent_id, network, network_type, kind, forced)
  SELECT $1, id, $3, $4, $5, $6 FROM free
  ON CONFLICT (conversation_id, agent_id) DO NOTHING RETURNING agent_id
)
SELECT agent_id FROM taken UNION SELECT agent_id FROM seat WHERE conversation_id = $1 AND agent_id = $2`,
)

const setKind = prepared(
  'set-seat-kind',
  `WITH locked AS (SELECT agent FROM agent WHERE id = $2 FOR NO KEY UPDATE)
UPDATE seat SET kind = $3, forced = forced OR $4::boolean FROM locked
WHERE conversation_id = $1 AND agent_id = $2
  AND (kind <> 'held' OR $3 = 'held' OR forced OR $4 OR agent_has_room(locked.agent, network, network_type))
RETURNING agent_id`,
)

/** An accepted offer lasts as long as its seat; its time stays that of the acceptance. */
const free = prepared(
  'free-seat',
  `WITH over AS (
  UPDATE offer SET status = 'over'
  WHERE conversation_id = $1 AND agent_id = $2 AND status = 'accepted'
)
DELETE FROM seat WHERE conversation_id = $1 AND agent_id = $2 RETURNING agent_id`,
)

const offer = prepared(
  'insert-offer',
  `INSERT INTO offer (id, conversation_id, agent_id, slot, width, status, offered_at)
SELECT $1, $2, $3, CASE WHEN pending < $4::integer THEN slot ELSE $4 + 1 END, $4, 'pending', $5
FROM (SELECT count(*) AS pending FROM offer WHERE conversation_id = $2 AND status = 'pending') AS counted,
  (SELECT min(slot) AS slot FROM generate_series(1, $4) AS slot WHERE NOT EXISTS (
    SELECT FROM offer WHERE conversation_id = $2 AND status = 'pending' AND offer.slot = slot.slot
  )) AS lowest`,
)

const settle = prepared('settle-offer', 'UPDATE offer SET status = $2, ended_at = $3, reason = $4 WHERE id = $1')

type SeatWrites = Pick<StoreTransaction, 'claimSeat' | 'setSeatKind' | 'freeSeat' | 'insertOffer' | 'settleOffer'>

export function seatWrites(tx: Transaction): SeatWrites {
  return {
    claimSeat: (wanted) => claimSeat(tx, wanted),
    setSeatKind: async (conversation, agent, kind, forced = false) =>
      (await tx.rows(setKind, [conversation, agent, kind, forced])).length > 0,
    freeSeat: async (conversation, agent) => (await tx.rows(free, [conversation, agent])).length > 0,
    insertOffer: ({ id, conversation, agent, width, at }) =>
      tx.send(offer, [id, conversation, agent, width, new Date(at)]),
    settleOffer: (id, outcome, at, reason) => tx.send(settle, [id, outcome, new Date(at), reason ?? null]),
  }
}

async function claimSeat(tx: Transaction, wanted: SeatClaim): Promise<boolean> {
  const { conversation, agent, network, networkType, kind, forced = false } = wanted
  const seats = await tx.rows(claim, [conversation, agent, network, networkType, kind, forced])
  return seats.length > 0
}
