import knex, { type Knex } from 'knex'
import type { Asking } from './statement.ts'

/** Builds statements for PostgreSQL; it has no connections of its own. */
export const sql: Knex = knex({ client: 'pg' })

/** Runs what `sql` has built. For queries of commands; the hot paths have prepared statements. */
export function run<R extends object>(asking: Asking, built: Knex.QueryBuilder | Knex.Raw): Promise<R[]> {
  const { sql: text, bindings } = built.toSQL().toNative()
  return asking.rows<R>({ text }, bindings)
}
