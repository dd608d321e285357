import type { StoreCounts } from '../ports/store-queries.ts'
import { type Asking, prepared } from './statement.ts'

const age = (column: string) =>
  `coalesce((extract(epoch FROM clock_timestamp() - min(${column})) * 1000)::bigint, 0) AS "oldestMs"`

const conversations = prepared(
  'count-conversations',
  `SELECT status, count(*) AS count FROM conversation WHERE status <> 'closed' GROUP BY status`,
)

const inbox = prepared(
  'count-inbox',
  `SELECT lease, count(*) FILTER (WHERE parked_at IS NULL) AS rows, count(parked_at) AS parked,
  coalesce((extract(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE parked_at IS NULL)) * 1000)::bigint, 0) AS "oldestMs"
FROM inbox GROUP BY lease ORDER BY lease`,
)

const outbox = prepared(
  'count-outbox',
  `SELECT lease, side, count(*) AS rows, ${age('created_at')} FROM outbox GROUP BY lease, side ORDER BY lease, side`,
)

const others = prepared(
  'count-others',
  `SELECT (SELECT count(*) FROM outbox_lane WHERE held_reason IS NOT NULL) AS "heldLanes",
  (SELECT count(*) FROM quarantine) AS quarantine,
  (SELECT count(*) FROM timer WHERE due_at < clock_timestamp()) AS "overdueTimers"`,
)

export async function readCounts(database: Asking): Promise<StoreCounts> {
  const [statuses, inboxes, outboxes, [rest]] = await Promise.all([
    database.rows<{ status: string; count: number }>(conversations),
    database.rows<StoreCounts['inbox'][number]>(inbox),
    database.rows<StoreCounts['outbox'][number]>(outbox),
    database.rows<Pick<StoreCounts, 'heldLanes' | 'quarantine' | 'overdueTimers'>>(others),
  ])
  return {
    conversations: Object.fromEntries(statuses.map(({ status, count }) => [status, count])),
    inbox: inboxes,
    outbox: outboxes,
    ...(rest ?? { heldLanes: 0, quarantine: 0, overdueTimers: 0 }),
  }
}
