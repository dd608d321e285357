/** The slice of irc-framework 4.14 that we use: socket, line parser, capability negotiation, SASL, PING. */
declare module 'irc-framework' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  export interface IrcMessage {
    readonly tags: Readonly<Record<string, string>>
    readonly prefix: string
    readonly nick: string
    readonly ident: string
    readonly hostname: string
    readonly command: string
    readonly params: readonly string[]
  }

  /** What a transport is constructed with. */
  export interface TransportOptions {
    host: string
    port: number
    tls: boolean
    rejectUnauthorized: boolean
    ca?: string
  }

  export interface ClientOptions extends TransportOptions {
    transport: new (options: TransportOptions) => EventEmitter
    nick: string
    username: string
    gecos: string
    password?: string
    /** An empty object keeps the library from using the server password for SASL. */
    account: { account?: string; password?: string }
    version: ''
    auto_reconnect: false
    encoding: 'utf8'
    enable_chghost: boolean
    enable_setname: boolean
    enable_echomessage: boolean
    ping_interval: number
    ping_timeout: number
  }

  export interface Connection {
    readonly connected: boolean
    readonly transport: { readonly socket: Socket | null } | null
    write(line: string, written?: () => void): void
    end(line?: string): void
  }

  type Middleware = (
    command: string,
    message: IrcMessage,
    line: string,
    client: Client,
    next: (error?: unknown) => void,
  ) => void

  export class Client {
    readonly connection: Connection
    readonly raw_middleware: { use(middleware: Middleware): void }
    connect(options: ClientOptions): void
    requestCap(names: readonly string[]): void
    on(event: 'socket connected', listener: () => void): void
    on(event: 'socket close', listener: (error: Error | false) => void): void
  }
}
