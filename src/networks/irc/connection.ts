import { Client, type ClientOptions, type IrcMessage } from 'irc-framework'
import type { IrcDeps, IrcSettings } from './settings.ts'
import { IrcTransport } from './transport.ts'

/** Capabilities that help us, beside those the library asks for by itself. */
const wantedCaps = [
  'labeled-response',
  'echo-message',
  'chghost',
  'setname',
  'extended-monitor',
  'draft/extended-monitor',
]
/** What the library does by itself: negotiation, SASL, PING and PONG. Everything else stays with us, in the order it came. */
const libraryCommands = new Set([
  'CAP',
  'AUTHENTICATE',
  'PING',
  'PONG',
  '001',
  '900',
  '902',
  '903',
  '904',
  '905',
  '906',
  '907',
])
const closingMs = 2000

export interface ConnectionEvents {
  message(message: IrcMessage): void
  /** Once; nothing comes after it. `reason` for people. */
  closed(reason: string): void
}

/** One TCP or TLS connection to the server, from dialling to the end. */
export class Connection {
  readonly #client = new Client()
  readonly #deps: IrcDeps
  readonly #events: ConnectionEvents
  #isClosed = false
  #reason = 'the server closed the connection'

  constructor(settings: IrcSettings, deps: IrcDeps, events: ConnectionEvents) {
    this.#deps = deps
    this.#events = events
    this.#client.raw_middleware.use((command, message, _line, _client, next) => {
      this.#take(message)
      if (libraryCommands.has(command) && !this.#isClosed) this.#guarded(() => next())
    })
    this.#client.requestCap(wantedCaps)
    this.#client.on('socket close', (error) => this.#finish(error ? error.message : this.#reason))
    this.#client.connect(optionsOf(settings))
  }

  /** Writes a line made by `encodeLine`. False when there is no connection any more. */
  write(line: string): boolean {
    if (this.#isClosed || !this.#client.connection.connected) return false
    this.#client.connection.write(line)
    return true
  }

  /** Says goodbye and closes; the server gets a moment to answer. */
  close(reason: string, quitLine?: string): void {
    if (this.#isClosed) return
    this.#reason = reason
    this.#client.connection.end(quitLine)
    setTimeout(() => this.#finish(reason), closingMs).unref()
  }

  /** Stops or goes on reading, when more comes than can be committed. */
  setReading(reading: boolean): void {
    const socket = this.#client.connection.transport?.socket
    if (reading) socket?.resume()
    else socket?.pause()
  }

  #take(message: IrcMessage): void {
    if (message.command === 'ERROR') this.#reason = message.params.at(-1) ?? this.#reason
    if (!this.#isClosed) this.#guarded(() => this.#events.message(message))
  }

  /** A line that we or the library cannot digest must not end the process. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'a line from the IRC server was not understood')
    }
  }

  #finish(reason: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#client.connection.transport?.socket?.destroy()
    this.#events.closed(reason)
  }
}

function optionsOf(settings: IrcSettings): ClientOptions {
  const { host, port, tls, tlsVerify = true, tlsCa, contact, username, realName, serverPassword, sasl } = settings
  return {
    host,
    port,
    tls,
    rejectUnauthorized: tlsVerify,
    ...(tlsCa === undefined ? {} : { ca: tlsCa }),
    transport: IrcTransport,
    nick: contact.nick,
    username,
    gecos: realName,
    ...(serverPassword === undefined ? {} : { password: serverPassword }),
    account: sasl ? { account: sasl.account, password: sasl.password } : {},
    version: '',
    auto_reconnect: false,
    encoding: 'utf8',
    enable_chghost: true,
    enable_setname: true,
    enable_echomessage: true,
    ping_interval: 30,
    ping_timeout: 120,
  }
}
