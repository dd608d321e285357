import { createServer, type Server, type Socket } from 'node:net'
import { freePort } from '../../test/support/free-port.ts'

/** The person behind a nick, as this server shows them. */
export function prefixOf(nick: string): string {
  return `${nick}!user@${nick}.bench`
}

const parts = /^(?:[@:]\S+ )*(\S+)(?: (.*?))?(?: ?:(.*))?$/

/**
 * The smallest IRC server to which a connector can connect: everybody it is asked about is there, and they write what the
 * bench has them write. No flood control, no other clients, and little work for each line.
 */
export class IrcFeed {
  readonly port: number
  /** Told of each line that goes to a person. */
  onLine: (nick: string, text: string) => void = () => {}
  /** Those the connector has looked for. */
  readonly lookedFor = new Set<string>()
  readonly #server: Server
  #socket: Socket | undefined
  #nick = ''
  #rest = ''
  #waiting: string[] = []

  constructor(port: number) {
    this.port = port
    this.#server = createServer((socket) => this.#take(socket))
  }

  get isConnected(): boolean {
    return this.#nick !== '' && this.#socket?.destroyed === false
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve))
  }

  /** Somebody writes to the connector. Lines of one turn go out together. */
  writes(nick: string, text: string): void {
    this.#send(`:${prefixOf(nick)} PRIVMSG ${this.#nick} :${text}`)
  }

  async stop(): Promise<void> {
    this.#socket?.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(socket: Socket): void {
    this.#socket = socket
    this.#rest = ''
    socket
      .setNoDelay(true)
      .setEncoding('utf8')
      .on('error', () => {})
    socket.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\r\n')
      this.#rest = lines.pop() ?? ''
      for (const line of lines) this.#answer(line)
    })
  }

  #answer(line: string): void {
    const [, command = '', middle = '', trailing] = parts.exec(line) ?? []
    const [first = '', second = ''] = middle.split(' ')
    if (command === 'CAP') this.#negotiate(first)
    else if (command === 'NICK') this.#nick = first || (trailing ?? '')
    else if (command === 'PING') this.#send(`:feed PONG feed :${trailing ?? first}`)
    else if (command === 'WHOIS') this.#whois(first)
    else if (command === 'MONITOR' && first === '+') this.#numeric('730', second.split(',').map(prefixOf).join(','))
    else if (command === 'PRIVMSG' || command === 'NOTICE') this.onLine(first, trailing ?? second)
  }

  #negotiate(step: string): void {
    if (step === 'LS') this.#send(':feed CAP * LS :')
    if (step !== 'END') return
    this.#numeric('001', 'Welcome')
    this.#send(`:feed 005 ${this.#nick} CASEMAPPING=rfc1459 MONITOR=100000 LINELEN=512 :are supported`)
    this.#numeric('422', 'No message of the day')
  }

  #whois(nick: string): void {
    this.lookedFor.add(nick)
    this.#send(`:feed 311 ${this.#nick} ${nick} user ${nick}.bench * :${nick}`)
    this.#send(`:feed 318 ${this.#nick} ${nick} :End`)
  }

  #numeric(code: string, text: string): void {
    this.#send(`:feed ${code} ${this.#nick} :${text}`)
  }

  #send(line: string): void {
    this.#waiting.push(line)
    if (this.#waiting.length > 1) return
    queueMicrotask(() => {
      this.#socket?.write(`${this.#waiting.join('\r\n')}\r\n`)
      this.#waiting = []
    })
  }
}

export async function startIrcFeed(): Promise<IrcFeed> {
  const feed = new IrcFeed(await freePort())
  await feed.listen()
  return feed
}
