import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { StoreError } from '../../src/ports/store-error.ts'
import { migrate, pendingMigrations } from '../../src/storage/migrate.ts'
import { readMigrations } from '../../src/storage/migration-files.ts'
import { type TestDatabase, testDatabase } from '../servers/test-database.ts'

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-migrations-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

function isRefusal(text: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof StoreError && error.failure.kind === 'refused' && text.test(error.failure.text)
}

describe('migrations', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await testDatabase()
  })
  afterEach(() => database.drop())

  it('bring an empty database to the newest schema, once', async () => {
    const names = (await readMigrations()).map(({ name }) => name)
    assert.deepEqual(await pendingMigrations(database.uri), names)
    assert.deepEqual((await migrate(database.uri)).applied, names)
    assert.deepEqual((await migrate(database.uri)).applied, [])
    assert.deepEqual(await pendingMigrations(database.uri), [])
  })

  it('may be started by several processes at once', async () => {
    const names = (await readMigrations()).map(({ name }) => name)
    const all = await Promise.all(Array.from({ length: 4 }, () => migrate(database.uri)))
    assert.deepEqual(
      all.flatMap(({ applied }) => applied),
      names,
    )
  })

  it('go on after a process was killed in the middle of one', async () => {
    await migrate(database.uri)
    const client = new pg.Client(database.uri)
    await client.connect()
    await client.query('UPDATE migration_lock SET is_locked = 1')
    await client.end()
    assert.deepEqual((await migrate(database.uri)).applied, [])
  })

  it('leave nothing behind when one of them fails, and may hold question marks', async () => {
    const first = { '0001-create-a.sql': `CREATE TABLE a (id integer DEFAULT 1); COMMENT ON TABLE a IS 'why?';` }
    const bad = { '0002-create-b.sql': 'CREATE TABLE b (id integer); SELECT nonsense;' }
    await assert.rejects(migrate(database.uri, await folderWith({ ...first, ...bad })))
    const good = { '0002-create-b.sql': 'CREATE TABLE b (id integer);' }
    const { applied } = await migrate(database.uri, await folderWith({ ...first, ...good }))
    assert.deepEqual(applied, ['0001-create-a.sql', '0002-create-b.sql'])
  })

  it('are refused when an applied file was changed, or is not known', async () => {
    await migrate(database.uri, await folderWith({ '0001-create-a.sql': 'CREATE TABLE a ();' }))
    const changed = await folderWith({ '0001-create-a.sql': 'CREATE TABLE a (id integer);' })
    await assert.rejects(migrate(database.uri, changed), isRefusal(/0001-create-a.sql was changed/))
    const older = await folderWith({ '0000-create-z.sql': 'CREATE TABLE z ();' })
    await assert.rejects(migrate(database.uri, older), isRefusal(/newer version.*0001-create-a.sql/))
  })
})
