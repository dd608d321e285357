import type { ConversationId, NetworkId, QueueName, RemoteChatId } from '../core/ids.ts'
import type { StoreQueries, WaitingConversation } from '../ports/store-queries.ts'
import { run, sql } from './build.ts'
import { countAhead, recentWaits } from './queue-place.ts'
import { type Asking, prepared } from './statement.ts'

interface WaitingRow {
  readonly id: ConversationId
  readonly network: NetworkId
  readonly chat: RemoteChatId
  readonly queue: QueueName
  readonly priority: number
  readonly waiting_since: number
  readonly status: 'queued' | 'offered'
}

/** Each queue is read in its own order and cut, so that a long one costs no more than a short one. */
const waiting = prepared(
  'waiting',
  `SELECT first.* FROM unnest($1::text[]) AS wanted, LATERAL (
  SELECT id, network, chat, queue, priority, waiting_since, status FROM conversation
  WHERE queue = wanted AND status IN ('queued', 'offered') ORDER BY priority DESC, waiting_since, id LIMIT $2
) AS first ORDER BY priority DESC, waiting_since, id LIMIT $2`,
)

const place = prepared(
  'read-place',
  `SELECT queue, priority, waiting_since FROM conversation WHERE id = $1 AND status IN ('queued', 'offered')`,
)

type WaitingQueries = Pick<StoreQueries, 'waiting' | 'positionOf' | 'waitingCounts' | 'recentWaits'>

export function waitingQueries(database: Asking): WaitingQueries {
  return {
    waiting: (queues, limit) => readWaiting(database, queues, limit),
    positionOf: (id) => positionOf(database, id),
    waitingCounts: () => waitingCounts(database),
    recentWaits: (queue, limit) => recentWaits(database, queue, limit),
  }
}

async function readWaiting(
  database: Asking,
  queues: readonly QueueName[],
  limit: number,
): Promise<WaitingConversation[]> {
  const wanted = queues.length > 0 ? queues : (await waitingCounts(database)).map(({ queue }) => queue)
  const rows = await database.rows<WaitingRow>(waiting, [wanted, limit])
  return rows.map(({ id, waiting_since, ...row }) => ({ ...row, conversation: id, since: waiting_since }))
}

async function positionOf(database: Asking, id: ConversationId): Promise<number | undefined> {
  const [row] = await database.rows<Pick<WaitingRow, 'queue' | 'priority' | 'waiting_since'>>(place, [id])
  if (!row) return undefined
  const { queue, priority, waiting_since: since } = row
  return 1 + (await countAhead(database, { queue, priority, since, conversation: id }))
}

function waitingCounts(database: Asking): ReturnType<StoreQueries['waitingCounts']> {
  const longest = sql.raw('(extract(epoch FROM clock_timestamp() - min(waiting_since)) * 1000)::bigint AS "longestMs"')
  const query = sql('conversation').select('queue', sql.raw('count(*) AS count'), longest)
  return run(database, query.whereIn('status', ['queued', 'offered']).groupBy('queue').orderBy('queue'))
}
