import { type Postgres, startPostgres } from './postgres.ts'

let own: Promise<Postgres> | undefined

/**
 * The PostgreSQL of this test run: the one that scripts/run-tests.ts started for all suites, or, when a test file is run
 * by itself, one that starts now and ends with this process. For tests that stop or kill the server: `startPostgres`.
 * @returns the URI of its database `postgres`
 */
export async function sharedPostgres(): Promise<string> {
  const given = process.env['SWITCHBOARD_TEST_POSTGRES']
  if (given !== undefined) return given
  own ??= startPostgres()
  return (await own).uri()
}

export async function stopSharedPostgres(): Promise<void> {
  const server = own
  own = undefined
  await (await server)?.stop()
}
