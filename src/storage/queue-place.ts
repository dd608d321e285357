import type { ConversationId, QueueName } from '../core/ids.ts'
import type { StoreTransaction } from '../ports/store-transaction.ts'
import { type Asking, prepared } from './statement.ts'
import type { Transaction } from './transaction.ts'

/** Beyond this nobody minds the exact number, and the decision must not take longer the more wait. */
const mostCounted = 10_000

/** Those of higher priority, then those who wait longer, then those with the lower number. */
const ahead = prepared(
  'count-ahead',
  `SELECT least(${mostCounted}, (SELECT count(*) FROM (
  SELECT FROM conversation
  WHERE queue = $1 AND status IN ('queued', 'offered') AND id <> $4 AND priority > $2 LIMIT ${mostCounted}
) AS higher) + (SELECT count(*) FROM (
  SELECT FROM conversation
  WHERE queue = $1 AND status IN ('queued', 'offered') AND priority = $2 AND (waiting_since, id) < ($3, $4) LIMIT ${mostCounted}
) AS longer)) AS ahead`,
)

const waits = prepared(
  'recent-waits',
  `SELECT (extract(epoch FROM accepted_at - waiting_since) * 1000)::bigint AS ms
FROM conversation WHERE queue = $1 AND accepted_at IS NOT NULL ORDER BY accepted_at DESC LIMIT $2`,
)

const waitsShown = 20

export function queuePlace(tx: Transaction): Pick<StoreTransaction, 'placeInQueue'> {
  return {
    async placeInQueue({ queue, priority, since, conversation }) {
      const [before, recent] = await Promise.all([
        countAhead(tx, { queue, priority, since, conversation }),
        recentWaits(tx, queue, waitsShown),
      ])
      return { ahead: before, recentWaits: recent }
    },
  }
}

interface Place {
  readonly queue: QueueName
  readonly priority: number
  readonly since: number
  readonly conversation: ConversationId
}

export async function countAhead(asking: Asking, { queue, priority, since, conversation }: Place): Promise<number> {
  const [row] = await asking.rows<{ ahead: number }>(ahead, [queue, priority, new Date(since), conversation])
  return row?.ahead ?? 0
}

export async function recentWaits(asking: Asking, queue: QueueName, limit: number): Promise<readonly number[]> {
  const rows = await asking.rows<{ ms: number }>(waits, [queue, limit])
  return rows.map(({ ms }) => Math.max(0, ms))
}
