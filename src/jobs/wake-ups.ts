import type { Neighbours } from '../ports/neighbours.ts'
import type { Topic, Wake, WakeUps } from '../ports/wake-ups.ts'
import { type Listening, listen } from './listen.ts'
import { pause } from './pause.ts'

export interface WakeUpsOptions {
  readonly uri: string
  /** Told when the connection is lost or cannot be made; it is tried again. */
  readonly onDown?: (error: unknown) => void
  readonly onUp?: () => void
}

/** The channel on which the store notifies; the payload is a topic, or words behind a mark. */
const channel = 'switchboard'
const toldMark = 'told:'

const pauseMs = { first: 50, longest: 5000 }

/**
 * Wake-ups of this process by call, of others by LISTEN on a connection of its own. While that is down nothing is heard,
 * so everybody is woken once it is back.
 */
export class ListeningWakeUps implements WakeUps, Neighbours, AsyncDisposable {
  readonly #options: WakeUpsOptions
  readonly #wakes = new Map<Topic, Set<Wake>>()
  readonly #hears = new Set<(words: string) => void>()
  readonly #end = new AbortController()
  #running: Promise<void> | undefined
  #listening: Listening | undefined

  constructor(options: WakeUpsOptions) {
    this.#options = options
  }

  on(topic: Topic, wake: Wake): () => void {
    const wakes = this.#wakes.get(topic) ?? new Set()
    this.#wakes.set(topic, wakes.add(wake))
    return () => void wakes.delete(wake)
  }

  wake(topic: Topic, dueAt?: number): void {
    for (const wake of this.#wakes.get(topic) ?? []) wake(dueAt)
  }

  async tell(words: string): Promise<void> {
    if (!this.#listening) throw new Error('there is no connection to tell others by')
    await this.#listening.say(`${toldMark}${words}`)
  }

  onTold(hear: (words: string) => void): void {
    this.#hears.add(hear)
  }

  /** Resolves when it listens for the first time; leases may be taken only then. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#running ??= this.#run(resolve)
    })
  }

  async close(): Promise<void> {
    this.#end.abort()
    await this.#listening?.close()
    await this.#running
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #run(onFirst: () => void): Promise<void> {
    let wait = pauseMs.first
    while (!this.#end.signal.aborted) {
      try {
        const listening = await this.#connect()
        wait = pauseMs.first
        onFirst()
        this.#tellDown(await listening.lost)
      } catch (error) {
        this.#tellDown(error)
      }
      await pause(wait, this.#end.signal)
      wait = Math.min(wait * 2, pauseMs.longest)
    }
  }

  async #connect(): Promise<Listening> {
    const listening = await listen(this.#options.uri, channel, (payload) => this.#heard(payload))
    this.#listening = listening
    if (this.#end.signal.aborted) await listening.close()
    this.#options.onUp?.()
    for (const topic of this.#wakes.keys()) this.wake(topic)
    return listening
  }

  #heard(payload: string): void {
    if (!payload.startsWith(toldMark)) this.wake(payload as Topic)
    else for (const hear of this.#hears) hear(payload.slice(toldMark.length))
  }

  #tellDown(error: unknown): void {
    if (!this.#end.signal.aborted) this.#options.onDown?.(error)
  }
}
