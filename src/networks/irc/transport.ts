import { EventEmitter } from 'node:events'
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TransportOptions } from 'irc-framework'

/** A server line has at most 512 bytes and 8191 of tags; what goes on longer without an end is no IRC. */
const longestLine = 65_536
const silenceMs = 150_000

/**
 * The socket under irc-framework, which calls these methods and listens for `open`, `line` and `close`. Ours, because the
 * library's own knows no certificate authority and keeps any amount of bytes without a line end.
 */
export class IrcTransport extends EventEmitter {
  readonly socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #error: Error | undefined

  constructor(options: TransportOptions) {
    super()
    this.socket = dial(options)
    this.socket.setTimeout(silenceMs, () => this.socket.destroy(new Error('the server was silent for too long')))
    this.socket.on('data', (chunk) => this.#take(chunk))
    this.socket.on('error', (error) => {
      this.#error = error
    })
    this.socket.once('close', () => this.emit('close', this.#error ?? false))
    this.socket.once(options.tls ? 'secureConnect' : 'connect', () => this.emit('open'))
  }

  /** Dialling began with the construction. */
  connect(): void {}

  writeLine(line: string, written?: () => void): void {
    if (this.socket.writable) this.socket.write(`${line}\r\n`, written)
    else if (written) process.nextTick(written)
  }

  /** `isForced`: without waiting for the server. */
  close(isForced: boolean): void {
    if (isForced || this.socket.connecting) this.socket.destroy()
    else this.socket.end()
  }

  disposeSocket(): void {
    this.socket.destroy()
  }

  setEncoding(encoding: string): boolean {
    return encoding === 'utf8'
  }

  /** Bytes that are no UTF-8 become U+FFFD; a guess at another encoding would spoil lines that a server cut inside a character. */
  #take(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      this.emit('line', bytes.subarray(0, end).toString('utf8'))
      bytes = bytes.subarray(end + 1)
    }
    this.#rest = bytes
    if (bytes.length > longestLine) this.socket.destroy(new Error('the server sent a line without an end'))
  }
}

function dial({ host, port, tls, rejectUnauthorized, ca }: TransportOptions): Socket {
  if (!tls) return connectPlain({ host, port })
  const servername = isIP(host) === 0 ? { servername: host } : {}
  return connectTls({ host, port, rejectUnauthorized, ...servername, ...(ca === undefined ? {} : { ca }) })
}
