import { createServer, type Server, type Socket } from 'node:net'
import { waitFor } from './wait-for.ts'

const head =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' " +
  "xmlns:stream='http://etherx.jabber.org/streams' id='one' from='help.test'>"

/** An XMPP server as a script: it lets components in and then sends exactly what it is told, for what no real one would send. */
export class ScriptedXmppServer {
  readonly port: number
  /** What it says once the secret came; undefined: nothing at all. */
  greeting: string | undefined = '<handshake/>'
  /** Whether it closes its side once the other has closed theirs. */
  hangsUp = true
  #echoes = true
  /** Pings that have not been sent back. */
  #kept: string[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #received = ''
  #connections = 0

  constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
    server.on('connection', (socket) => this.#welcome(socket))
  }

  /** Everything components have written so far. */
  get received(): string {
    return this.#received
  }

  /** Whether it sends our pings back, as servers do; those it kept until then, too. */
  set echoes(echoes: boolean) {
    this.#echoes = echoes
    if (echoes) this.send(this.#kept.splice(0).join(''))
  }

  get connections(): number {
    return this.#connections
  }

  send(text: string | Uint8Array): void {
    for (const socket of this.#sockets) socket.write(text)
  }

  /** A message to our contact. */
  message(from: string, inner: string, attrs = ''): void {
    this.send(`<message from='${from}' to='support@help.test' type='chat' ${attrs}>${inner}</message>`)
  }

  /** What was written since `since` that fits, be it there or still to come. */
  hears(pattern: RegExp, since = 0): Promise<RegExpExecArray> {
    const detail = () => this.#received.slice(-2000)
    return waitFor(`${pattern}`, () => pattern.exec(this.#received.slice(since)) ?? undefined, { detail })
  }

  mark(): number {
    return this.#received.length
  }

  /** As when the cable is pulled. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #welcome(socket: Socket): void {
    this.#connections++
    this.#sockets.add(socket)
    this.#kept = []
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('end', () => this.hangsUp && socket.end())
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', (chunk: string) => {
      this.#received += chunk
      if (chunk.includes('<stream:stream')) socket.write(head)
      if (chunk.includes('<handshake') && this.greeting !== undefined) socket.write(this.greeting)
      this.#kept.push(...(chunk.match(/<iq type="get" id="[\w-]+" from="help.test"[^>]*><ping[^>]*><\/iq>/g) ?? []))
      if (this.#echoes) this.echoes = true
    })
  }
}

export async function startScriptedXmpp(): Promise<ScriptedXmppServer> {
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return new ScriptedXmppServer(server, address.port)
}
