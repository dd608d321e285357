import { migrate } from '../../../src/storage/migrate.ts'
import { readMigrations } from '../../../src/storage/migration-files.ts'
import { type TestDatabase, testDatabase } from '../../servers/test-database.ts'

/** A database of its own with the current schema. */
export async function storeDatabase(): Promise<TestDatabase> {
  const files = await readMigrations()
  const content = files.map(({ checksum }) => checksum.slice(0, 8)).join('_')
  return testDatabase({ name: `store_${content}`, prepare: async (uri) => void (await migrate(uri)) })
}
