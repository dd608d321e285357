import type { Paths } from '../config/cli.ts'
import type { Config } from '../config/schema.ts'
import { openLog } from '../observe/log.ts'
import type { Store } from '../ports/store.ts'
import { isStoreUnavailable } from '../ports/store-error.ts'
import { openStore } from '../storage/open-store.ts'
import { databaseFailure } from './database-failure.ts'
import { fieldsFirst } from './fields-first.ts'
import { openDatabase } from './open-database.ts'

/** Opens the database for one look at it and closes it again. */
export async function withStore<T>(config: Config, paths: Paths, look: (store: Store) => Promise<T>): Promise<T> {
  const { logger, close } = openLog({ min_level: 'fatal', writers: [] })
  const database = await openDatabase(config, paths, fieldsFirst(logger), 'look').catch((error: unknown) => {
    throw databaseFailure(error, config.database.uri)
  })
  const store = openStore({
    uri: database.uri,
    holder: 'a look',
    maxConnections: 2,
    wake: () => undefined,
    now: Date.now,
  })
  try {
    return await look(store)
  } catch (error) {
    throw isStoreUnavailable(error) ? databaseFailure(error, config.database.uri) : error
  } finally {
    await store.close()
    await database.close()
    close()
  }
}
