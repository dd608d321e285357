import { type Postgres, startPostgres } from '../../test/servers/postgres.ts'

/** One PostgreSQL for all suites of a run, started when the first of them needs it. */
export class SuiteDatabase {
  #server: Postgres | undefined

  async uri(): Promise<string> {
    this.#server ??= await startPostgres()
    return this.#server.uri()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop()
  }
}
