import type { Watcher } from '../ports/network.ts'
import type { Store } from '../ports/store.ts'
import type { StoreQueries } from '../ports/store-queries.ts'
import { type Asking, prepared } from './statement.ts'

const all = prepared('watchers', 'SELECT contact, address FROM watcher WHERE network = $1 ORDER BY since, address')

const keep = prepared(
  'keep-watcher',
  'INSERT INTO watcher (network, contact, address) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
)

const drop = prepared('drop-watcher', 'DELETE FROM watcher WHERE network = $1 AND contact = $2 AND address = $3')

export function watchers(
  database: Asking,
): Pick<StoreQueries, 'watchers'> & Pick<Store, 'keepWatcher' | 'dropWatcher'> {
  return {
    watchers: (network) => database.rows<Watcher>(all, [network]),
    async keepWatcher(network, { contact, address }) {
      await database.rows(keep, [network, contact, address])
    },
    async dropWatcher(network, { contact, address }) {
      await database.rows(drop, [network, contact, address])
    },
  }
}
