import { prepared } from './statement.ts'
import { wakeChannel } from './transaction.ts'

/**
 * The rest of a statement whose `input` has (n, lease, subject, key, kind, body): stores rows whose key is new, in order n.
 * Owners in other processes are notified. Where the holder $1 owns the lease no notification is needed, as the lock keeps
 * it the owner until the commit; notifying costs every commit a lock that the whole server shares.
 * Keys go in sorted, so that two processes with the same keys never wait for each other in a circle.
 */
export const storeInput = `
fresh AS (
  INSERT INTO seen (key) SELECT key FROM input WHERE key IS NOT NULL ORDER BY key ON CONFLICT DO NOTHING RETURNING key
), stored AS (
  INSERT INTO inbox (lease, subject, kind, body)
  SELECT lease, subject, kind, body FROM input WHERE key IS NULL OR key IN (SELECT key FROM fresh) ORDER BY n
  RETURNING lease
), own AS (
  SELECT name FROM lease WHERE holder = $1 AND name IN (SELECT lease FROM stored) FOR KEY SHARE
)
SELECT lease, lease IN (SELECT name FROM own) AS own,
  CASE WHEN lease NOT IN (SELECT name FROM own) THEN pg_notify('${wakeChannel}', 'inbox:' || lease)::text END AS told
FROM (SELECT DISTINCT lease FROM stored) AS woken`

export interface WokenRow {
  readonly lease: string
  readonly own: boolean
}

export const submitRows = prepared(
  'submit-rows',
  `WITH input AS (
  SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    WITH ORDINALITY AS given(lease, subject, key, kind, body, n)
), ${storeInput}`,
)

export const submitMatrixRows = prepared(
  'submit-matrix-rows',
  `WITH input AS (
  SELECT n, key, $5::text AS kind, body,
    CASE WHEN conversation.id IS NULL THEN 'bot' ELSE 'network:' || conversation.network END AS lease,
    CASE WHEN conversation.id IS NULL THEN room ELSE conversation.network || '/' || conversation.chat END AS subject
  FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS given(room, key, body, n)
  LEFT JOIN conversation ON conversation.room_id = room
), ${storeInput}`,
)

export const isSeenKey = prepared('is-seen', 'SELECT FROM seen WHERE key = $1')

export const quarantine = prepared('quarantine', 'INSERT INTO quarantine (source, body, error) VALUES ($1, $2, $3)')

/** Times are compared with this process' clock ($4), which also set them. */
export const takeRows = prepared(
  'take-rows',
  `SELECT id, lease, subject, kind, body, received_at, attempts FROM inbox
WHERE lease = $1 AND parked_at IS NULL AND subject <> ALL ($2::text[]) AND subject <> ALL (ARRAY(
  SELECT deferred.subject FROM inbox AS deferred
  WHERE deferred.lease = $1 AND deferred.parked_at IS NULL AND deferred.not_before > $4
))
ORDER BY id LIMIT $3`,
)

export const nextDeferredRow = prepared(
  'next-deferred-row',
  'SELECT min(not_before) AS at FROM inbox WHERE lease = $1 AND parked_at IS NULL AND not_before > $2',
)

export const newestRow = prepared(
  'newest-row',
  'SELECT coalesce(max(id), 0) AS id FROM inbox WHERE lease = $1 AND parked_at IS NULL',
)

export const deferRow = prepared(
  'defer-row',
  'UPDATE inbox SET attempts = attempts + 1, not_before = $2, error = $3 WHERE id = $1',
)

export const parkRow = prepared(
  'park-row',
  'UPDATE inbox SET attempts = attempts + 1, parked_at = clock_timestamp(), error = $2 WHERE id = $1',
)
