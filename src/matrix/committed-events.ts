type Listener = (event: unknown) => unknown

/**
 * Stands where `Bridge` expects its web server. The real server (http/) commits transactions and answers them; events
 * come here afterwards, one by one, and unlike an EventEmitter's listener the bridge's is waited for, so that its failure
 * is the feeder's to handle and does not end the process.
 */
export class CommittedEvents {
  onUserQuery: ((userId: string) => unknown) | undefined
  onAliasQuery: ((alias: string) => unknown) | undefined
  readonly #listeners = new Map<string, Listener[]>()

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener])
    return this
  }

  async feed(event: unknown): Promise<void> {
    for (const listener of this.#listeners.get('event') ?? []) await listener(event)
  }

  /** The bridge has no listener of its own. */
  async listen(): Promise<void> {}

  async close(): Promise<void> {}

  get expressApp(): never {
    throw new Error('the bridge has no web server: paths are added in http/')
  }
}
