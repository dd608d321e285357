import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { waitFor } from './wait-for.ts'

/** An IRC server that says what a test says, to the one client it lets in. For what real servers do in their own time only. */
export class ScriptedIrcServer {
  /** All lines of the client so far. */
  readonly received: string[] = []
  readonly #server: Server
  #client: Socket | undefined

  constructor(server: Server) {
    this.#server = server
    server.once('connection', (client) => this.#take(client))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  says(...lines: readonly string[]): void {
    this.#client?.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /** The index of the first line that matches, once it came. */
  hears(pattern: RegExp): Promise<number> {
    const find = () => {
      const index = this.received.findIndex((line) => pattern.test(line))
      return index < 0 ? undefined : { index }
    }
    return waitFor(String(pattern), find, { detail: () => this.received.join('\n') }).then(({ index }) => index)
  }

  /** Lets the client in under the nick it asks for, as a server does that knows nothing newer than RFC 1459. */
  async welcomes(): Promise<void> {
    const nick = /^NICK (\S+)/.exec(this.received[await this.hears(/^NICK /)] ?? '')?.[1]
    await this.hears(/^USER /)
    this.says(':irc.test CAP * LS :', `:irc.test 001 ${nick} :Welcome`, `:irc.test 422 ${nick} :No message of the day`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client?.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #take(client: Socket): void {
    this.#client = client
    client.on('error', () => {})
    let rest = ''
    client.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n')
      rest = lines.pop() ?? ''
      this.received.push(...lines)
    })
  }
}

export async function scriptedIrcServer(): Promise<ScriptedIrcServer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new ScriptedIrcServer(server)
}
