import { type Postgres, startPostgres } from '../../test/servers/postgres.ts'

/** One PostgreSQL for all suites of a run, started when the first of them needs it. */
export class SuiteDatabase {
  #server: Promise<Postgres> | undefined

  async uri(): Promise<string> {
    this.#server ??= startPostgres()
    return (await this.#server).uri()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#server)?.stop()
  }
}
