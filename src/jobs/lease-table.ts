import pg from 'pg'
import type { LeaseName } from '../ports/lease.ts'

const take = `SELECT take_lease($1, $2, $3::integer * interval '1 millisecond')::integer AS epoch,
  CASE WHEN expires_at > clock_timestamp() THEN extract(epoch FROM expires_at - clock_timestamp()) * 1000 ELSE 0 END::float8 AS ms,
  holder
FROM (SELECT max(expires_at) AS expires_at, max(holder) AS holder FROM lease WHERE name = $1) AS before`

const renew = `UPDATE lease SET expires_at = clock_timestamp() + $4::integer * interval '1 millisecond'
WHERE name = $1 AND holder = $2 AND epoch = $3`

const freeFrom = `UPDATE lease SET holder = NULL, epoch = epoch + 1, expires_at = '-infinity' WHERE name = $1 AND holder = $2`

const giveBack = `WITH free AS (
  UPDATE lease SET holder = NULL, epoch = epoch + 1, expires_at = '-infinity'
  WHERE name = $1 AND holder = $2 AND epoch = $3 RETURNING name
)
SELECT pg_notify('switchboard', 'lease:' || name) FROM free`

export type Take =
  | { readonly kind: 'won'; readonly epoch: number }
  /** Somebody else has it, for so many ms if they do not renew it. */
  | { readonly kind: 'taken'; readonly forMs: number; readonly holder: string }

/** The leases as they stand in the database. All calls reject when it is away, within a few seconds. */
export class LeaseTable {
  readonly #pool: pg.Pool
  readonly #holder: string

  constructor(uri: string, holder: string) {
    this.#holder = holder
    this.#pool = new pg.Pool({
      connectionString: uri,
      max: 2,
      connectionTimeoutMillis: 3000,
      query_timeout: 3000,
      keepAlive: true,
      application_name: 'switchboard leases',
    })
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (connection) => void connection.on('error', () => {}))
  }

  async take(name: LeaseName, ttlMs: number): Promise<Take> {
    const { rows } = await this.#pool.query<{ epoch: number | null; ms: number | null; holder: string | null }>(take, [
      name,
      this.#holder,
      ttlMs,
    ])
    const [row] = rows
    if (row?.epoch) return { kind: 'won', epoch: row.epoch }
    return { kind: 'taken', forMs: row?.ms ?? 0, holder: row?.holder ?? '' }
  }

  /** Frees what a process holds that has ended. */
  async free(name: LeaseName, holder: string): Promise<void> {
    await this.#pool.query(freeFrom, [name, holder])
  }

  /** False when it is not ours any more. */
  async renew(name: LeaseName, epoch: number, ttlMs: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(renew, [name, this.#holder, epoch, ttlMs])
    return rowCount === 1
  }

  async giveBack(name: LeaseName, epoch: number): Promise<void> {
    await this.#pool.query(giveBack, [name, this.#holder, epoch])
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}
