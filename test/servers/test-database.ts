import pg from 'pg'
import { sharedPostgres } from './shared-postgres.ts'

export type Template = {
  /** Names the content: another content needs another name, e.g. with a hash of the migrations. */
  readonly name: string
  /** Fills the empty database, once per server. Must close its connections. */
  prepare(uri: string): Promise<void>
}

export type TestDatabase = AsyncDisposable & {
  readonly name: string
  readonly uri: string
  /** Fails when somebody still holds a connection (PostgreSQL waits 5 s for them): then a pool was left open. */
  drop(): Promise<void>
}

const templateLock = 74_110_003

async function asAdmin<T>(uri: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: uri })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function uriOf(admin: string, database: string): string {
  const uri = new URL(admin)
  uri.pathname = `/${database}`
  return uri.href
}

/** Several processes may ask for the same template at once. One makes it, and it counts only once it is marked complete. */
async function ensureTemplate(client: pg.Client, admin: string, template: Template): Promise<string> {
  const name = `template_${template.name}`
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 63)
  await client.query('select pg_advisory_lock($1)', [templateLock])
  try {
    const found = await client.query<{ complete: boolean }>(
      'select datistemplate as complete from pg_database where datname = $1',
      [name],
    )
    if (found.rows[0]?.complete === true) return name
    if (found.rows.length > 0) await client.query(`drop database ${name} with (force)`)
    await client.query(`create database ${name}`)
    await template.prepare(uriOf(admin, name))
    await client.query(`alter database ${name} with is_template true`)
    return name
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock])
  }
}

let count = 0

/** A database of its own for one test file (or one test): empty, or a copy of the template. */
export async function testDatabase(template?: Template): Promise<TestDatabase> {
  const admin = await sharedPostgres()
  const name = `test_${process.pid}_${++count}`
  await asAdmin(admin, async (client) => {
    const source = template === undefined ? 'template0' : await ensureTemplate(client, admin, template)
    await client.query(`create database ${name} template ${source}`)
  })
  const drop = async () => {
    await asAdmin(admin, (client) => client.query(`drop database if exists ${name}`))
  }
  return { name, uri: uriOf(admin, name), drop, [Symbol.asyncDispose]: drop }
}
