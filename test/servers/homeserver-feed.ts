export type Appservice = { readonly url: string; readonly hsToken: string }

const mostAtOnce = 100

/** Hands events to an application service as Synapse does: one transaction at a time, up to a hundred events in each, in order, again until taken. */
export class EventFeed {
  readonly #appservice: Appservice
  #waiting: object[] = []
  #sending: Promise<void> | undefined
  #transaction = 0
  #stopped = false

  constructor(appservice: Appservice) {
    this.#appservice = appservice
  }

  add(events: readonly object[]): void {
    this.#waiting.push(...events)
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined
    })
  }

  async idle(): Promise<void> {
    while (this.#sending) await this.#sending
  }

  async ping(): Promise<void> {
    await this.#call('POST', '/_matrix/app/v1/ping', {})
  }

  stop(): void {
    this.#stopped = true
  }

  async #sendAll(): Promise<void> {
    // What happens in the same turn goes together.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0 && !this.#stopped) {
      const events = this.#waiting.slice(0, mostAtOnce)
      this.#transaction += 1
      const taken = await this.#call('PUT', `/_matrix/app/v1/transactions/${this.#transaction}`, { events })
      if (taken) this.#waiting = this.#waiting.slice(events.length)
      else await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  async #call(method: string, path: string, body: object): Promise<boolean> {
    const headers = { authorization: `Bearer ${this.#appservice.hsToken}`, 'content-type': 'application/json' }
    try {
      const response = await fetch(this.#appservice.url + path, { method, headers, body: JSON.stringify(body) })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }
}
