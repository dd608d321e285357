import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  /** Path and query, decoded. */
  readonly url: string
  readonly body: string
}

/** What befalls a request: an answer that is not the homeserver's, or what can happen on the way to it and back. */
export type Fault =
  | { readonly status: number; readonly body: object | string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is closed before the homeserver hears of it. */
  | 'cut'
  /** The homeserver does it, and its answer is lost. */
  | 'answer lost'
  /** It goes on when the trouble is over. */
  | 'held'
  | { readonly lateMs: number }

export interface Trouble {
  /** Requests that met it. */
  readonly met: readonly Asked[]
  /** Resolves once so many requests have met it. */
  meets(count: number): Promise<void>
  end(): void
}

interface Running extends Trouble {
  readonly met: Asked[]
  readonly befalls: (asked: Asked) => Fault | undefined
  readonly held: (() => void)[]
  readonly waiting: { readonly count: number; readonly resolve: () => void }[]
}

/** Stands before a real homeserver and lets happen what happens to requests between two programs. */
export class FaultyGateway {
  readonly #server: Server
  readonly #target: URL
  readonly #troubles = new Set<Running>()

  constructor(target: string) {
    this.#target = new URL(target)
    this.#server = createServer((asking, response) => void this.#serve(asking, response))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  async stop(): Promise<void> {
    for (const trouble of this.#troubles) trouble.end()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** From now on, whatever `befalls` answers happens to the requests. */
  trouble(befalls: (asked: Asked) => Fault | undefined): Trouble {
    const running: Running = {
      met: [],
      held: [],
      waiting: [],
      befalls,
      meets: (count) =>
        new Promise((resolve) => {
          running.waiting.push({ count, resolve })
          tellWaiting(running)
        }),
      end: () => {
        this.#troubles.delete(running)
        for (const goOn of running.held.splice(0)) goOn()
      },
    }
    this.#troubles.add(running)
    return running
  }

  async #serve(asking: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(asking)
    const url = decodeURIComponent(asking.url ?? '')
    const asked = { method: asking.method ?? 'GET', url, body }
    const [trouble, fault] = this.#faultOf(asked)
    trouble?.met.push(asked)
    if (fault === undefined) this.#forward(asking, body, response)
    else if (fault === 'cut') asking.socket.destroy()
    else if (fault === 'held') trouble?.held.push(() => this.#forward(asking, body, response))
    else if (fault === 'answer lost') this.#forward(asking, body, response, () => asking.socket.destroy())
    else if ('lateMs' in fault) setTimeout(() => this.#forward(asking, body, response), fault.lateMs)
    else answer(response, fault)
    if (trouble) tellWaiting(trouble)
  }

  #faultOf(asked: Asked): readonly [Running | undefined, Fault | undefined] {
    for (const trouble of this.#troubles) {
      const fault = trouble.befalls(asked)
      if (fault !== undefined) return [trouble, fault]
    }
    return [undefined, undefined]
  }

  #forward(asking: IncomingMessage, body: string, response: ServerResponse, instead?: () => void): void {
    const { hostname, port } = this.#target
    const { method = 'GET', url = '', headers } = asking
    const upstream = request({ hostname, port, method, path: url, headers }, (answered) => {
      if (instead) {
        answered.resume().on('end', instead)
        return
      }
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
    })
    upstream.on('error', () => asking.socket.destroy()).end(body)
  }
}

function tellWaiting({ met, waiting }: Running): void {
  for (const one of waiting) if (met.length >= one.count) one.resolve()
}

function answer(response: ServerResponse, { status, body, headers = {} }: Extract<Fault, { status: number }>): void {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
  response.end(isText ? body : JSON.stringify(body))
}

async function textOf(asking: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of asking) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

export async function openGateway(target: string): Promise<FaultyGateway> {
  const gateway = new FaultyGateway(target)
  await gateway.listen()
  return gateway
}
