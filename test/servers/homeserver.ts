import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Appservice, EventFeed } from './homeserver-feed.ts'
import { type Answer, type Ask, type SentMessage, StandInRooms } from './homeserver-rooms.ts'

export type { Appservice } from './homeserver-feed.ts'

export type HomeserverOptions = {
  readonly serverName?: string
  readonly port?: number
  readonly onMessage?: (message: SentMessage) => void
}

/**
 * Stands in for a homeserver where the homeserver itself must not be what is measured: it keeps rooms and members in memory,
 * takes each transaction id once, answers at once, and hands every event to the application service as Synapse does. It
 * checks nothing that a real homeserver checks, so no test of behaviour may use it.
 */
export class Homeserver {
  readonly serverName: string
  readonly rooms: StandInRooms
  readonly #server: Server
  #feed: EventFeed | undefined

  constructor({ serverName = 'switchboard.test', onMessage = () => {} }: HomeserverOptions) {
    this.serverName = serverName
    const note = (event: object) => this.#feed?.add([event])
    this.rooms = new StandInRooms(serverName, note, onMessage)
    this.#server = createServer((request, response) => void this.#serve(request, response))
    this.#server.keepAliveTimeout = 120_000
  }

  get bot(): string {
    return `@switchboard:${this.serverName}`
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  listen(port = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => resolve())
    })
  }

  /** From now on it gets every event. */
  connect(appservice: Appservice): void {
    this.#feed = new EventFeed(appservice)
  }

  /** Says something as a person with an account here. */
  says(room: string, sender: string, body: string): void {
    this.rooms.post(room, sender, { msgtype: 'm.text', body })
  }

  /** Resolves when the application service has taken everything. */
  async delivered(): Promise<void> {
    await this.#feed?.idle()
  }

  async stop(): Promise<void> {
    this.#feed?.stop()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const { status, body: answer } = await this.#answer({
      method: request.method ?? 'GET',
      path: url.pathname.split('/').slice(1).map(decodeURIComponent),
      as: url.searchParams.get('user_id') ?? undefined,
      body,
    })
    const text = JSON.stringify(answer)
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    response.end(text)
  }

  async #answer(ask: Ask): Promise<Answer> {
    const [, , , area, , last] = ask.path
    if (area !== 'appservice' || last !== 'ping') return this.rooms.answer(ask)
    await this.#feed?.ping()
    return { status: 200, body: { duration_ms: 1 } }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Ask['body']> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Ask['body'])
}

/** Starts one on 127.0.0.1. */
export async function startHomeserver(options: HomeserverOptions = {}): Promise<Homeserver> {
  const homeserver = new Homeserver(options)
  await homeserver.listen(options.port)
  return homeserver
}
