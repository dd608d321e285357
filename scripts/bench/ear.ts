interface Sync {
  readonly next_batch: string
  readonly rooms?: {
    readonly join?: Readonly<Record<string, { readonly timeline?: { readonly events: readonly Event[] } }>>
  }
}

interface Event {
  readonly content?: { readonly body?: unknown }
}

const filter = JSON.stringify({
  presence: { types: [] },
  account_data: { types: [] },
  room: {
    timeline: { types: ['m.room.message'], limit: 1000 },
    state: { types: [] },
    ephemeral: { types: [] },
    account_data: { types: [] },
  },
})

/** Sees messages as a client sees them: by long polling of `/sync`. */
export class Ear implements AsyncDisposable {
  readonly #url: string
  readonly #token: string
  readonly #end = new AbortController()
  readonly #waiting = new Map<string, () => void>()
  #running: Promise<void> = Promise.resolve()
  /** Told of each message. */
  onBody: (body: string) => void = () => {}

  constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  async start(): Promise<void> {
    const since = (await this.#sync(undefined, 0))?.next_batch
    this.#running = this.#listen(since)
  }

  /** Resolves when a message with exactly this text is seen. */
  hears(body: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.set(body, resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    await this.#running
  }

  async #listen(from: string | undefined): Promise<void> {
    let since = from
    while (!this.#end.signal.aborted) {
      const sync = await this.#sync(since, 10_000)
      if (!sync) return
      since = sync.next_batch
      for (const { timeline } of Object.values(sync.rooms?.join ?? {}))
        for (const event of timeline?.events ?? []) this.#take(event)
    }
  }

  #take({ content }: Event): void {
    if (typeof content?.body !== 'string') return
    this.onBody(content.body)
    this.#waiting.get(content.body)?.()
    this.#waiting.delete(content.body)
  }

  async #sync(since: string | undefined, timeoutMs: number): Promise<Sync | undefined> {
    const query = new URLSearchParams({ timeout: String(timeoutMs), filter, ...(since === undefined ? {} : { since }) })
    const headers = { authorization: `Bearer ${this.#token}` }
    const signal = this.#end.signal
    try {
      const answer = await fetch(`${this.#url}/_matrix/client/v3/sync?${query}`, { headers, signal })
      return (await answer.json()) as Sync
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    }
  }
}
