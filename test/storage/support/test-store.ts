import pg from 'pg'
import type { LeaseName } from '../../../src/ports/lease.ts'
import type { Store } from '../../../src/ports/store.ts'
import type { Topic } from '../../../src/ports/wake-ups.ts'
import { openStore, type StoreOptions } from '../../../src/storage/open-store.ts'

export const network: LeaseName = 'network:libera'

export interface TestStore extends Store {
  readonly woken: readonly Topic[]
  forgetWoken(): void
  /** Statements of a stranger, past the store. */
  sql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>
  /** Takes the lease for this store's process. */
  takeLease(name?: LeaseName): Promise<{ name: LeaseName; epoch: number }>
}

/** A store as one process opens it. */
export function testStore(uri: string, holder = 'one', changes: Partial<StoreOptions> = {}): TestStore {
  const woken: Topic[] = []
  const wake = (topic: Topic) => void woken.push(topic)
  const store = openStore({ uri, holder, maxConnections: 8, wake, now: Date.now, ...changes })
  const sql = async <R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> => {
    const client = new pg.Client(uri)
    await client.connect()
    try {
      return (await client.query<R>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }
  const takeLease = async (name: LeaseName = network) => {
    const query = `SELECT take_lease($1, $2, interval '1 minute')::integer AS epoch`
    const [row] = await sql<{ epoch: number | null }>(query, [name, holder])
    if (!row?.epoch) throw new Error(`${name} is taken`)
    return { name, epoch: row.epoch }
  }
  const forgetWoken = () => void woken.splice(0)
  return { ...store, woken, forgetWoken, sql, takeLease }
}
