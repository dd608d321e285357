import { SocketModeClient } from '@slack/socket-mode'
import { clientOptions, quiet } from './api.ts'
import { type ApiFailure, failureOf } from './api-failure.ts'
import { type Json, objectOf, parseJson, textOf } from './json.ts'
import type { SlackSettings } from './settings.ts'

const patienceMs = 15_000
/** For so long we still listen to a connection that Slack has given up. */
const drainMs = 10_000
const longestEnvelope = 2_000_000
const known = new Set(['hello', 'events_api', 'interactive'])

export interface LinkListener {
  /** `ack` may be called at any time; an acknowledgement that does not arrive makes Slack tell it again. */
  envelope(type: string, body: Json, ack: () => void): void
  /** Slack will end this connection, for a reason such as `refresh_requested`. */
  leaving(reason: string): void
  ended(reason: string): void
}

/**
 * COMPAT: @slack/socket-mode 3.1.0 throws into nowhere, which ends the process, at an envelope that is no object or has no
 * event; and at Slack's word of farewell it hangs up at once. So only what it can read gets to it, and farewells do not.
 */
class CheckedClient extends SocketModeClient {
  override async onWebSocketMessage(data: string | ArrayBuffer, isBinary: boolean): Promise<void> {
    if (isBinary || typeof data !== 'string' || data.length > longestEnvelope) return
    const envelope = parseJson(data)
    const type = textOf(envelope['type'])
    if (type === 'disconnect') this.emit('leaving', textOf(envelope['reason']))
    const event = objectOf(objectOf(envelope['payload'])['event'])
    const isWhole = type !== 'events_api' || textOf(event['type']) !== ''
    if (known.has(type) && isWhole) await super.onWebSocketMessage(data, false)
  }
}

interface SlackEvent {
  readonly type: string
  readonly body: unknown
  readonly ack: () => Promise<void>
}

/**
 * One connection to Slack, from `hello` to its end. Coming back is not left to the library: with 3.1.0 that can end the
 * process, and never waits longer each time.
 */
export class Link {
  readonly #client: CheckedClient
  readonly #listener: LinkListener
  #isEnded = false
  #drain: NodeJS.Timeout | undefined

  private constructor(settings: SlackSettings, listener: LinkListener) {
    this.#listener = listener
    this.#client = new CheckedClient({
      appToken: settings.appToken,
      autoReconnectEnabled: false,
      clientOptions: clientOptions(settings.apiUrl),
      logger: quiet,
    })
    this.#client.on('slack_event', ({ type, body, ack }: SlackEvent) =>
      this.#listener.envelope(type, objectOf(body), () => void ack().catch(() => {})),
    )
    this.#client.on('leaving', (reason: string) => this.#leaving(reason))
    this.#client.on('disconnected', () => this.#end('the connection was closed'))
  }

  /** Resolves when Slack has said hello. Rejects with ApiFailure. */
  static async open(settings: SlackSettings, listener: LinkListener): Promise<Link> {
    const link = new Link(settings, listener)
    const started = link.#client.start()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs)
    })
    try {
      await Promise.race([started, late])
      return link
    } catch (error) {
      link.close()
      // One that comes about all the same would take events and never acknowledge them.
      started.then(() => link.close()).catch(() => {})
      throw failureFrom(error)
    } finally {
      clearTimeout(timer)
    }
  }

  /**
   * Ends it; nothing is heard of it any more. COMPAT: asked twice, 3.1.0 does not wait for Slack's side of the farewell,
   * which may not come.
   */
  close(): void {
    this.#isEnded = true
    clearTimeout(this.#drain)
    void this.#client.disconnect()
    void this.#client.disconnect()
  }

  #leaving(reason: string): void {
    if (this.#isEnded || this.#drain) return
    this.#drain = setTimeout(() => this.#end('Slack asked for a new connection'), drainMs)
    this.#listener.leaving(reason)
  }

  #end(reason: string): void {
    if (this.#isEnded) return
    this.close()
    this.#listener.ended(reason)
  }
}

/** The library rejects with nothing at all where the connection never came about. */
function failureFrom(error: unknown): ApiFailure {
  return failureOf('apps.connections.open', error ?? new Error('the connection was closed at once'))
}
