import type { Paths } from '../config/cli.ts'
import type { Config } from '../config/schema.ts'
import { openLog } from '../observe/log.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from '../storage/open-store.ts'
import { fieldsFirst } from './fields-first.ts'
import { openDatabase } from './open-database.ts'

/** Opens the database for one look at it and closes it again. */
export async function withStore<T>(config: Config, paths: Paths, look: (store: Store) => Promise<T>): Promise<T> {
  const { logger, close } = openLog({ min_level: 'fatal', writers: [] })
  const database = await openDatabase(config, paths, fieldsFirst(logger), 'look')
  const store = openStore({
    uri: database.uri,
    holder: 'a look',
    maxConnections: 2,
    wake: () => undefined,
    now: Date.now,
  })
  try {
    return await look(store)
  } finally {
    await store.close()
    await database.close()
    close()
  }
}
