import knex, { type Knex } from 'knex'
import pg from 'pg'
import { StoreError } from '../ports/store-error.ts'
import { asStoreError } from './as-store-error.ts'
import { type MigrationFile, readMigrations } from './migration-files.ts'

/** Any number, the same in all processes. */
const advisoryLock = 74_110_001
const tableName = 'migration'

/** What fails is thrown as well; knex would print it besides. */
const silent = { warn() {}, error() {}, deprecate() {}, debug() {} }

export interface Migrated {
  /** The names of those applied now, in order. */
  readonly applied: readonly string[]
}

/**
 * Brings the database to the newest schema. Any number of processes may do so at once: one works, the others wait.
 * Rejects with `refused` where the database is newer than this program, or an applied migration was changed since.
 */
export async function migrate(uri: string, folder?: string): Promise<Migrated> {
  const files = await readMigrations(folder)
  return underLock(uri, async (client) => {
    await requireKnown(client, files)
    const database = knex({ client: 'pg', connection: uri, pool: { min: 0, max: 1 }, log: silent })
    try {
      return await applyNew(database, files)
    } finally {
      await database.destroy()
    }
  })
}

/** The names of migrations that are still to be applied. */
export async function pendingMigrations(uri: string, folder?: string): Promise<readonly string[]> {
  const files = await readMigrations(folder)
  return connected(uri, async (client) => {
    const applied = await requireKnown(client, files)
    return files.filter(({ name }) => !applied.has(name)).map(({ name }) => name)
  })
}

async function applyNew(database: Knex, files: readonly MigrationFile[]): Promise<Migrated> {
  const config = { tableName, migrationSource: sourceOf(files) }
  // Under our own lock nobody else can hold knex's, which a killed process leaves behind.
  await database.migrate.forceFreeMigrationsLock(config)
  const [, applied] = (await database.migrate.latest(config)) as [number, string[]]
  return { applied }
}

/** All new files run in one transaction, together with the record of their checksums. */
function sourceOf(files: readonly MigrationFile[]): Knex.MigrationSource<MigrationFile> {
  return {
    getMigrations: async () => [...files],
    getMigrationName: ({ name }) => name,
    getMigration: async ({ name, text, checksum }) => ({
      async up(database) {
        await database.raw(withoutPlaces(text))
        await database.raw(
          'CREATE TABLE IF NOT EXISTS migration_checksum (name text PRIMARY KEY, checksum text NOT NULL)',
        )
        await database('migration_checksum').insert({ name, checksum })
      },
      async down() {
        throw new Error('migrations only go forward')
      },
    }),
  }
}

/** knex takes a question mark for a place of a value. */
function withoutPlaces(text: string): string {
  return text.replaceAll('?', '\\?')
}

async function requireKnown(client: pg.Client, files: readonly MigrationFile[]): Promise<ReadonlySet<string>> {
  const applied = await readApplied(client)
  const known = new Map(files.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of applied) {
    const expected = known.get(name)
    if (expected === undefined) throw refusal(`the database was made by a newer version: it has the migration ${name}`)
    if (expected !== checksum) throw refusal(`the migration ${name} was changed after it had been applied`)
  }
  return new Set(applied.keys())
}

async function readApplied(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const found = await client.query<{ found: boolean }>(`SELECT to_regclass('migration_checksum') IS NOT NULL AS found`)
  if (!found.rows[0]?.found) return new Map()
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM migration_checksum',
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

function refusal(text: string): StoreError {
  return new StoreError({ kind: 'refused', text })
}

function underLock<T>(uri: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return connected(uri, async (client) => {
    // Ends with the connection.
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock])
    return work(client)
  })
}

async function connected<T>(uri: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: uri, application_name: 'switchboard migrations' })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw asStoreError(error)
  } finally {
    await client.end()
  }
}
