import pg from 'pg'
import { type Cluster, superuser } from './cluster.ts'

export const databaseName = 'switchboard'

export function uriOf({ password }: Cluster, port: number, database = databaseName): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`
}

/** Whether this cluster, and no other program, answers on that port. */
export async function answers(cluster: Cluster, port: number): Promise<boolean> {
  try {
    const [row] = await ask<{ data_directory: string }>(uriOf(cluster, port, 'postgres'), 'SHOW data_directory')
    return row?.data_directory === cluster.data
  } catch {
    return false
  }
}

/** Makes the database if there is none yet. */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const uri = uriOf(cluster, port, 'postgres')
  const found = await ask(uri, `SELECT FROM pg_database WHERE datname = '${databaseName}'`)
  if (found.length === 0) await ask(uri, `CREATE DATABASE ${databaseName}`)
}

async function ask<R extends object>(uri: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: uri, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<R>(text)).rows
  } finally {
    await client.end()
  }
}
