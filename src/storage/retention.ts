import type { Retention } from '../ports/store.ts'
import { type Asking, prepared, type Statement } from './statement.ts'

/** In pieces, so that no statement holds many rows for long. */
const piece = 5000

const old = (table: string, key: string, column: string): Statement =>
  prepared(
    `delete-old-${table}`,
    `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${column} < $1 LIMIT ${piece}) RETURNING 1 AS gone`,
  )

const keys = old('seen', 'key', 'at')
const closed = old('conversation', 'id', 'closed_at')
const audit = old('audit', 'id', 'at')
const quarantine = old('quarantine', 'id', 'at')

/** Deletes what is older than the retention says, and counts it. */
export async function applyRetention(database: Asking, retention: Retention, now: number): Promise<number> {
  const ages: readonly (readonly [Statement, number | undefined])[] = [
    [keys, retention.keysMs],
    [closed, retention.closedMs],
    [audit, retention.auditMs],
    [quarantine, retention.quarantineMs],
  ]
  let gone = 0
  for (const [statement, ms] of ages) {
    if (ms !== undefined) gone += await deleteAll(database, statement, new Date(now - ms))
  }
  return gone
}

async function deleteAll(database: Asking, statement: Statement, before: Date): Promise<number> {
  let gone = 0
  for (;;) {
    const { length } = await database.rows(statement, [before])
    gone += length
    if (length < piece) return gone
  }
}
