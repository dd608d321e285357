import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'

export type IrcClientOptions = {
  readonly port: number
  readonly nick: string
  readonly user?: string
  readonly realName?: string
  readonly host?: string
  /** Where we come from, e.g. 127.0.0.2: the server then sees another host. */
  readonly localAddress?: string
  /** Without looking at the certificate. */
  readonly tls?: boolean
  readonly password?: string
  /** Capabilities to ask for. Refused ones are an error. */
  readonly caps?: readonly string[]
  readonly sasl?: { readonly account: string; readonly password: string }
  /** How it answers CTCP VERSION. Without this it does not. */
  readonly version?: { readonly text: string; readonly delayMs?: number }
}

/** A pattern may fit the line with its tags or without them, so `^` works whatever tags the server adds. */
export type Wanted = RegExp | string | ((line: string) => boolean)

function withoutTags(line: string): string {
  return line.replace(/^@\S+ /, '')
}

function matches(line: string, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(line)
  if (typeof wanted === 'string') return line.includes(wanted)
  return wanted.test(line) || wanted.test(withoutTags(line))
}

/**
 * A person's IRC client as a script: it sends what it is told and keeps every line it gets. It answers PING, and CTCP
 * VERSION if told how; nothing else happens by itself.
 */
export class IrcClient {
  /** The nick the server last confirmed. */
  nick: string
  /** All lines so far, in order, without CR LF. */
  readonly received: string[] = []
  /** Resolves once the connection has ended, whoever ended it. */
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #options: IrcClientOptions
  readonly #watchers = new Set<() => void>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #rest: Buffer = Buffer.alloc(0)
  #cursor = 0
  #isOpen = true

  constructor(socket: Socket, options: IrcClientOptions) {
    this.#socket = socket
    this.#options = options
    this.nick = options.nick
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#isOpen = false
        for (const timer of this.#timers) clearTimeout(timer)
        for (const look of [...this.#watchers]) look()
        resolve()
      })
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Sends the line as it is, plus CR LF. */
  send(line: string): void {
    this.sendBytes(Buffer.from(`${line}\r\n`))
  }

  /** Sends exactly these bytes: for half lines, several at once, bytes that are not UTF-8. */
  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes)
  }

  privmsg(target: string, text: string): void {
    this.send(`PRIVMSG ${target} :${text}`)
  }

  /** The present end of what was received: take it before the act, pass it to `waitFor` after. */
  mark(): number {
    return this.received.length
  }

  /** The lines since a mark that match, without waiting. */
  linesSince(mark: number, wanted: Wanted = /^/): readonly string[] {
    return this.received.slice(mark).filter((line) => matches(line, wanted))
  }

  /**
   * The first line that matches, be it there already or still to come. Looks from `since`; without it from behind the
   * line that the last such call found, so that calls in a row see lines in order and none twice.
   */
  waitFor(wanted: Wanted, { since, timeoutMs = 10_000 }: { since?: number; timeoutMs?: number } = {}): Promise<string> {
    let next = since ?? this.#cursor
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(look)
        act()
      }
      const fail = (why: string) => finish(() => reject(this.#failure(wanted, why)))
      const look = () => {
        if (since === undefined) next = Math.max(next, this.#cursor)
        for (; next < this.received.length; next++) {
          const line = this.received[next] as string
          if (!matches(line, wanted)) continue
          if (since === undefined) this.#cursor = next + 1
          return finish(() => resolve(line))
        }
        if (!this.#isOpen) fail('the connection ended')
      }
      const timer = setTimeout(() => fail(`${timeoutMs} ms went by`), timeoutMs)
      this.#watchers.add(look)
      look()
    })
  }

  /** A round trip: everything the server did because of earlier lines has arrived. */
  async sync(): Promise<void> {
    const token = `sync-${this.received.length}-${process.hrtime.bigint()}`
    const since = this.mark()
    this.send(`PING ${token}`)
    await this.waitFor((line) => line.includes(' PONG ') && line.endsWith(token), { since })
  }

  /** Capabilities, SASL, nick and user, up to the end of the greeting. */
  async register(): Promise<void> {
    const { nick, user = nick, realName = nick, password, caps = [], sasl } = this.#options
    const wanted = sasl === undefined ? caps : [...caps, 'sasl']
    if (wanted.length > 0) await this.#negotiate(wanted)
    if (sasl !== undefined) await this.#authenticate(sasl)
    if (wanted.length > 0) this.send('CAP END')
    if (password !== undefined) this.send(`PASS ${password}`)
    this.send(`NICK ${nick}`)
    this.send(`USER ${user} 0 * :${realName}`)
    const line = await this.waitFor(/^\S+ (376|422|432|433|436|437|464|465) |^ERROR /)
    if (!matches(line, /^\S+ (376|422) /)) throw new Error(`The server did not take ${nick}: ${line}`)
  }

  async quit(reason = 'bye'): Promise<void> {
    if (this.#isOpen) this.send(`QUIT :${reason}`)
    await this.closed
  }

  /** As when the cable is pulled: a reset, no QUIT. */
  async disconnect(): Promise<void> {
    if (this.#socket instanceof TLSSocket) this.#socket.destroy()
    else this.#socket.resetAndDestroy()
    await this.closed
  }

  /** Reads no more, until `resume`: the server's send queue for us fills. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOpen) await this.disconnect()
  }

  async #negotiate(caps: readonly string[]): Promise<void> {
    this.send('CAP LS 302')
    await this.waitFor(/ CAP \S+ LS (?!\* )/)
    this.send(`CAP REQ :${caps.join(' ')}`)
    const answer = await this.waitFor(/ CAP \S+ (ACK|NAK) /)
    if (answer.includes(' NAK ')) throw new Error(`The server refused: ${answer}`)
  }

  async #authenticate({ account, password }: { account: string; password: string }): Promise<void> {
    this.send('AUTHENTICATE PLAIN')
    await this.waitFor(/^(\S+ )?AUTHENTICATE :?\+/)
    this.send(`AUTHENTICATE ${Buffer.from(`\0${account}\0${password}`).toString('base64')}`)
    const answer = await this.waitFor(/^\S+ (903|902|904|905|906|908) /)
    if (!answer.includes(' 903 ')) throw new Error(`The server refused the account: ${answer}`)
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let end = this.#rest.indexOf(10); end >= 0; end = this.#rest.indexOf(10)) {
      const line = this.#rest.subarray(0, end).toString('utf8').replace(/\r$/, '')
      this.#rest = this.#rest.subarray(end + 1)
      this.received.push(line)
      this.#react(line)
    }
    for (const look of [...this.#watchers]) look()
  }

  #react(line: string): void {
    const bare = withoutTags(line)
    if (/^(:\S+ )?PING /.test(bare)) this.send(bare.replace(/^(:\S+ )?PING/, 'PONG'))
    const change = bare.match(/^:([^!]+)!\S+ NICK :?(\S+)/)
    if (change?.[1] === this.nick) this.nick = change[2] as string
    const question = bare.match(/^:([^!]+)!\S+ PRIVMSG \S+ :\x01VERSION\x01?$/)
    if (question !== null) this.#answerVersion(question[1] as string)
  }

  #answerVersion(asker: string): void {
    const { version } = this.#options
    if (version === undefined) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.send(`NOTICE ${asker} :\x01VERSION ${version.text}\x01`)
    }, version.delayMs ?? 0)
    this.#timers.add(timer)
  }

  #failure(wanted: Wanted, why: string): Error {
    const last = this.received.slice(-20).map((line) => `    ${line}`)
    return new Error(`${this.nick} waited in vain for ${wanted}, ${why}. Last lines:\n${last.join('\n')}`)
  }
}

/** A connection on which nothing has been sent yet. */
export async function openIrc(options: IrcClientOptions): Promise<IrcClient> {
  const { port, host = '127.0.0.1', localAddress, tls = false } = options
  const address = { port, host, ...(localAddress === undefined ? {} : { localAddress }) }
  const socket = tls ? connectTls({ ...address, rejectUnauthorized: false }) : connectPlain(address)
  await new Promise<void>((resolve, reject) => {
    socket.once(tls ? 'secureConnect' : 'connect', resolve)
    socket.once('error', reject)
  })
  return new IrcClient(socket, options)
}

/** Connects and registers; resolves when the server's greeting is over. */
export async function connectIrc(options: IrcClientOptions): Promise<IrcClient> {
  const client = await openIrc(options)
  try {
    await client.register()
    return client
  } catch (error) {
    await client.disconnect()
    throw error
  }
}
