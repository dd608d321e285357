import pg from 'pg'
import { isStoreUnavailable } from '../ports/store-error.ts'
import { asStoreError } from './as-store-error.ts'
import { columnTypes } from './column-types.ts'
import type { Asking, Statement } from './statement.ts'
import { TurnSocket } from './turn-socket.ts'

export interface DatabaseOptions {
  readonly uri: string
  readonly maxConnections: number
  /** How long a transaction may stand still before it is ended, so that a stalled process does not keep others out. Default 10 s. */
  readonly stallMs?: number
  /** Told about connections that broke while nobody used them. */
  readonly onConnectionLost?: (error: Error) => void
}

const defaultStallMs = 10_000
const statementTimeoutMs = 60_000
const connectMs = 10_000

/**
 * Plans are cached from a time when the tables were empty, and would then read and sort whole tables; every statement has
 * an index in its order. Without compiling, because the planner's costs say nothing once the rest is priced out.
 */
const sessionOptions = '-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off -c datestyle=ISO'

/** The connections to PostgreSQL. Lost ones are replaced when next needed. */
export class Database implements Asking {
  readonly #pool: pg.Pool

  constructor(options: DatabaseOptions) {
    this.#pool = new pg.Pool({
      connectionString: options.uri,
      max: options.maxConnections,
      types: columnTypes,
      pipeline: true,
      stream: () => new TurnSocket(),
      keepAlive: true,
      connectionTimeoutMillis: connectMs,
      idleTimeoutMillis: 60_000,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: options.stallMs ?? defaultStallMs,
      application_name: 'switchboard',
      options: sessionOptions,
    })
    this.#pool.on('error', (error) => options.onConnectionLost?.(error))
    // A connection may break in the very moment it is handed out, and without a listener that would end the process.
    this.#pool.on('connect', (connection) => void connection.on('error', () => {}))
  }

  /** One statement, committed by itself. */
  rows<R extends object>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    return this.withConnection((connection) => ask<R>(connection, statement, values))
  }

  /** Statements sent without waiting for each other go out together and run in order. Rejects with StoreError. */
  async withConnection<T>(work: (connection: pg.ClientBase) => Promise<T>): Promise<T> {
    const connection = await this.#pool.connect().catch((error: unknown) => {
      throw asStoreError(error)
    })
    let broken = false
    try {
      return await work(connection)
    } catch (error) {
      const failure = asStoreError(error)
      broken = isStoreUnavailable(failure)
      throw failure
    } finally {
      connection.release(broken)
    }
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}

export async function ask<R extends object>(
  connection: pg.ClientBase,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<R[]> {
  const result = await connection.query<R>({ text, values: [...values], ...(name ? { name } : {}) })
  return result.rows
}
