import type { ClientBase } from 'pg'
import type { HeldLease } from '../ports/lease.ts'
import type { Topic } from '../ports/wake-ups.ts'
import { asStoreError } from './as-store-error.ts'
import { ask, type Database } from './database.ts'
import { type Asking, prepared, type Statement } from './statement.ts'

export const wakeChannel = 'switchboard'

export type Fence = Pick<HeldLease, 'name' | 'epoch'> | undefined

/** Prepared, so that it goes out together with what follows (`TurnSocket`). */
const begin = prepared('begin', 'BEGIN')
const requireLease = prepared('require-lease', 'SELECT require_lease($1, $2)')
const notify = prepared('notify', `SELECT pg_notify('${wakeChannel}', topic) FROM unnest($1::text[]) AS topic`)

/**
 * One open transaction. Statements go out at once and run in order, so only those whose answer matters are waited for.
 * The first failure is the failure of the whole; later ones only say that the transaction was aborted.
 */
export class Transaction implements Asking {
  readonly fence: Fence
  /** To be woken in this process after the commit, with the earliest time for timers. */
  readonly wakes = new Map<Topic, number | undefined>()
  /** To be woken in all processes. */
  readonly notifies = new Set<Topic>()
  readonly #connection: ClientBase
  readonly #sent: Promise<unknown>[] = []
  #failure: { readonly error: unknown } | undefined

  constructor(connection: ClientBase, fence: Fence) {
    this.#connection = connection
    this.fence = fence
  }

  async rows<R extends object>(statement: Statement, values: readonly unknown[] = []): Promise<R[]> {
    try {
      return await ask<R>(this.#connection, statement, values)
    } catch (error) {
      this.#failure ??= { error: asStoreError(error) }
      throw this.#failure.error
    }
  }

  /** `then` gets the answer, before the commit is known. */
  send<R extends object>(
    statement: Statement,
    values: readonly unknown[] = [],
    then: (rows: readonly R[]) => void = () => {},
  ): void {
    this.#sent.push(this.rows<R>(statement, values).then(then, () => {}))
  }

  async commit(): Promise<void> {
    if (this.notifies.size > 0) this.send(notify, [[...this.notifies]])
    // After a failed statement COMMIT rolls back by itself.
    this.send({ text: 'COMMIT' })
    await Promise.all(this.#sent)
    if (this.#failure) throw this.#failure.error
  }

  /** What to report when the work rejected with `error`, after everything was undone. */
  async rollback(error: unknown): Promise<unknown> {
    const failure = this.#failure?.error ?? error
    this.send({ text: 'ROLLBACK' })
    await Promise.all(this.#sent)
    return this.#failure?.error ?? failure
  }
}

/** Runs `work` in one transaction, which only the holder of the lease in `fence` can commit. */
export function inTransaction<T>(
  database: Database,
  fence: Fence,
  wake: (topic: Topic, dueAt?: number) => void,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return database.withConnection(async (connection) => {
    const tx = new Transaction(connection, fence)
    tx.send(begin)
    if (fence) tx.send(requireLease, [fence.name, fence.epoch])
    const result = await work(tx).catch(async (error: unknown) => {
      throw await tx.rollback(error)
    })
    await tx.commit()
    for (const [topic, dueAt] of tx.wakes) wake(topic, dueAt)
    return result
  })
}
