import { setTimeout as pause } from 'node:timers/promises'
import type { SynapseUser } from '../servers/synapse.ts'
import { matrixApi } from './matrix-api.ts'

const betweenMs = 300

/** A program of somebody in Matrix that does nothing but say that they are there, as long as it runs. */
export class Device implements AsyncDisposable {
  readonly #end = new AbortController()
  readonly #done: Promise<void>

  constructor(homeserver: string, { accessToken }: SynapseUser) {
    this.#done = this.#run(matrixApi(homeserver, accessToken))
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await this.#done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #run(api: ReturnType<typeof matrixApi>): Promise<void> {
    let since = ''
    while (!this.#end.signal.aborted) {
      const { body } = await api('GET', `/sync?set_presence=online&timeout=0${since}`)
      since = `&since=${String(body['next_batch'])}`
      await pause(betweenMs)
    }
  }
}
