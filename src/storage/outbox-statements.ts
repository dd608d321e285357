import type { Side } from '../ports/outbox.ts'
import { storeInput } from './inbox-statements.ts'
import { prepared, type Statement } from './statement.ts'

/** A key whose effect was finished before is left out, as is one that is waiting already. `stopped`: its lane is held or deferred. */
export const addEffects = prepared(
  'add-effects',
  `INSERT INTO outbox (key, lease, side, lane, priority, conversation_id, kind, body)
SELECT key, lease, side, lane, priority, conversation_id, kind, body
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::bigint[], $7::text[], $8::text[])
  WITH ORDINALITY AS given(key, lease, side, lane, priority, conversation_id, kind, body, n)
WHERE NOT EXISTS (SELECT FROM seen WHERE seen.key = 'effect:' || given.key)
ORDER BY n ON CONFLICT (key) DO NOTHING
RETURNING id, key, created_at, EXISTS (
  SELECT FROM outbox_lane AS stopped WHERE (stopped.lease, stopped.side, stopped.lane) = (outbox.lease, outbox.side, outbox.lane)
) AS stopped`,
)

/** Of two positions only the newer one is worth saying. One that may be under way is left. */
export const dropWaiting = prepared(
  'drop-waiting',
  `DELETE FROM outbox WHERE lease = $1 AND side = $2 AND lane = $3 AND started_at IS NULL`,
)

/** A lane that is held or deferred has a row in outbox_lane; all others are free. */
export const takeEffects = prepared(
  'take-effects',
  `SELECT id, key, lease, side, lane, priority, conversation_id, kind, body, created_at, attempts, started_at FROM outbox
WHERE lease = $1 AND side = $2 AND priority <= $3 AND lane <> ALL ($4::text[]) AND lane <> ALL (ARRAY(
  SELECT stopped.lane FROM outbox_lane AS stopped
  WHERE stopped.lease = $1 AND stopped.side = $2 AND (stopped.held_reason IS NOT NULL OR stopped.not_before > $5)
))
ORDER BY priority, id LIMIT $6`,
)

export const nextDeferredLane = prepared(
  'next-deferred-lane',
  `SELECT min(not_before) AS at FROM outbox_lane
WHERE lease = $1 AND side = $2 AND held_reason IS NULL AND not_before > $3`,
)

export const startEffects = prepared(
  'start-effects',
  'UPDATE outbox SET started_at = clock_timestamp() WHERE id = ANY ($1::bigint[]) AND started_at IS NULL',
)

/**
 * Commits without waiting for the disk; only the commit of the statement that has it. What a crash of the database's machine
 * takes back is done once more.
 */
const light = `light AS MATERIALIZED (
  SELECT set_config('synchronous_commit', 'off', true)
), `

/** The outcome goes in only if this statement is the one that removed the effect. */
const finish = (from: string, also: string): string => `given AS (
  SELECT given.* FROM ${from}unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    WITH ORDINALITY AS given(id, lease, subject, key, kind, body, n)
), finished AS (
  DELETE FROM outbox USING given WHERE outbox.id = given.id
  RETURNING outbox.id, outbox.key, outbox.lease, outbox.side, outbox.lane
), remembered AS (
  INSERT INTO seen (key) SELECT 'effect:' || key FROM finished ORDER BY key ON CONFLICT DO NOTHING
), ${also}freed AS (
  DELETE FROM outbox_lane USING finished
  WHERE (outbox_lane.lease, outbox_lane.side, outbox_lane.lane) = (finished.lease, finished.side, finished.lane)
    AND outbox_lane.held_reason IS NULL
), input AS (
  SELECT n, lease, subject, key, kind, body FROM given
  WHERE lease IS NOT NULL AND id IN (SELECT id FROM finished)
), ${storeInput}`

/** The same where some of them made a message that is known on both sides, or said something as the bot. The first link of a message stays. */
const linked = `linked AS (
  INSERT INTO message_link (network, chat, remote_id, reaction, room_event, is_ours, conversation_id, said, question)
  SELECT link.network, link.chat, link.remote_id, link.reaction, link.room_event, link.is_ours, conversation.id,
    link.said, link.question
  FROM unnest($8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::bigint[],
    $16::text[], $17::text[])
    AS link(id, network, chat, remote_id, reaction, room_event, is_ours, conversation_id, said, question)
  JOIN conversation ON conversation.id = link.conversation_id
  WHERE link.id IN (SELECT id FROM finished) ON CONFLICT DO NOTHING
), `

interface Finish {
  readonly plain: Statement
  readonly linking: Statement
}

/** The homeserver recognises what it gets a second time by its transaction id; a network may not. */
export const finishEffects: Record<Side, Finish> = {
  matrix: {
    plain: prepared('finish-effects', `WITH ${light}${finish('light, ', '')}`),
    linking: prepared('finish-linking-effects', `WITH ${light}${finish('light, ', linked)}`),
  },
  network: {
    plain: prepared('finish-network-effects', `WITH ${finish('', '')}`),
    linking: prepared('finish-linking-network-effects', `WITH ${finish('', linked)}`),
  },
}

export const deferEffect = prepared(
  'defer-effect',
  `WITH deferred AS (
  UPDATE outbox SET attempts = attempts + 1, error = $3, started_at = CASE WHEN $4::boolean THEN NULL ELSE started_at END
  WHERE id = $1 RETURNING lease, side, lane
)
INSERT INTO outbox_lane (lease, side, lane, not_before) SELECT lease, side, lane, $2 FROM deferred
ON CONFLICT (lease, side, lane) DO UPDATE SET not_before = excluded.not_before`,
)

export const holdLane = prepared(
  'hold-lane',
  `INSERT INTO outbox_lane (lease, side, lane, held_reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (lease, side, lane) DO UPDATE SET held_reason = excluded.held_reason`,
)

export const releaseLane = prepared(
  'release-lane',
  'DELETE FROM outbox_lane WHERE lease = $1 AND side = $2 AND lane = $3 RETURNING lane',
)
