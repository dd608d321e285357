import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { migrate } from '../../src/storage/migrate.ts'
import { startPostgres } from '../../test/servers/postgres.ts'
import { schemaText } from '../schema/schema-text.ts'

// Writes migrations/schema.sql from a database with all migrations; with --check says whether it is up to date.
// SWITCHBOARD_TEST_POSTGRES names a server to use (its database `switchboard_schema` is made anew).
const name = 'migrations/schema.sql'
const path = fileURLToPath(new URL(`../../${name}`, import.meta.url))
const scratch = 'switchboard_schema'

const given = process.env['SWITCHBOARD_TEST_POSTGRES']
const server = given === undefined ? await startPostgres({ fast: true }) : undefined
try {
  const wanted = await dump(given ?? server?.uri() ?? '')
  if (!process.argv.includes('--check')) await writeFile(path, wanted)
  else if ((await readFile(path, 'utf8').catch(() => '')) !== wanted) {
    console.error(`${name} is not up to date. Run: node scripts/generate/schema-dump.ts`)
    process.exitCode = 1
  }
} finally {
  await server?.stop()
}

async function dump(admin: string): Promise<string> {
  const uri = new URL(admin)
  uri.pathname = `/${scratch}`
  await connected(admin, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${scratch}`)
    await client.query(`CREATE DATABASE ${scratch} TEMPLATE template0`)
  })
  await migrate(uri.href)
  const text = await connected(uri.href, schemaText)
  await connected(admin, (client) => client.query(`DROP DATABASE ${scratch}`))
  return text
}

async function connected<T>(uri: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: uri })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
