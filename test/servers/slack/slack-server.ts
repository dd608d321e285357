import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { Envelopes } from './envelopes.ts'
import { Faults } from './faults.ts'
import type { Stage } from './method.ts'
import { SlackCustomer } from './slack-customer.ts'
import { bodyOf, WebApi } from './web-api.ts'
import { type PersonOptions, Workspace } from './workspace.ts'

/** Secrets of the app in the stand-in's workspace. */
export const tokens = { app: 'xapp-1-A0STAND-1-app-secret', bot: 'xoxb-1-bot-secret' }

export interface SlackServerOptions {
  readonly port?: number
  /** What the app was allowed when it was installed. */
  readonly scopes: readonly string[]
  readonly ackTimeoutMs?: number
  /** Whether events that happen without a connection wait for the next one. */
  readonly keepsWhileAway?: boolean
}

/** A stand-in for Slack with one workspace and our app in it: Web API, Socket Mode, files, and people to play. */
export class SlackServer {
  readonly workspace = new Workspace()
  readonly faults = new Faults()
  readonly scopes: Set<string>
  readonly appToken = tokens.app
  readonly botToken = tokens.bot
  readonly envelopes: Envelopes
  readonly webApi: WebApi
  readonly stage: Stage
  /** Requests for files: with which authorization. */
  readonly fetched: { readonly path: string; readonly authorization: string | undefined }[] = []
  /** Paths that lead to other addresses. */
  readonly redirects = new Map<string, string>()
  /** Nobody can reach us while this is set. */
  isUnreachable = false
  readonly #tickets = new Set<string>()
  readonly #server = createServer((request, response) => void this.#handle(request, response))
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #origin: string
  #events = 0

  private constructor(port: number, options: SlackServerOptions) {
    const { scopes, ackTimeoutMs = 3000, keepsWhileAway = true } = options
    this.#origin = `http://127.0.0.1:${port}`
    this.scopes = new Set(scopes)
    this.envelopes = new Envelopes({ ackTimeoutMs, keepsWhileAway })
    const tell = (event: Readonly<Record<string, unknown>>) => this.tell(event)
    this.stage = { workspace: this.workspace, origin: this.#origin, uploads: new Map(), tell }
    this.webApi = new WebApi({
      ...{ stage: this.stage, faults: this.faults, scopes: this.scopes },
      ...{ botToken: this.botToken, appToken: this.appToken },
      newLink: () => this.#newLink(port),
    })
    this.#server.on('connection', (socket) => {
      if (this.isUnreachable) socket.destroy()
    })
    this.#server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', this.#origin).searchParams.get('ticket') ?? ''
      if (!this.#tickets.delete(ticket)) socket.destroy()
      else this.#sockets.handleUpgrade(request, socket, head, (link) => this.envelopes.open(link))
    })
  }

  static async start(options: SlackServerOptions): Promise<SlackServer> {
    const probe = createServer().listen(options.port ?? 0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const server = new SlackServer(port, options)
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject)
      server.#server.listen(port, '127.0.0.1', resolve)
    })
    return server
  }

  get apiUrl(): string {
    return `${this.#origin}/api/`
  }

  /** Somebody of the workspace, to be played. */
  customer(name: string, options: PersonOptions = {}): SlackCustomer {
    const known = [...this.workspace.people.values()].find((person) => person.name === name)
    return new SlackCustomer(this, known ?? this.workspace.join(name, options))
  }

  /** Tells the app of an event, as the Events API does. */
  tell(event: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): void {
    const { teamId, appId, botUser } = this.workspace
    this.envelopes.send('events_api', {
      ...{ team_id: teamId, context_team_id: teamId, api_app_id: appId, event, type: 'event_callback' },
      ...{ event_id: `Ev${++this.#events}`, event_time: Math.floor(Date.now() / 1000) },
      authorizations: [{ team_id: teamId, user_id: botUser, is_bot: true }],
      ...more,
    })
  }

  /** Ends all connections, and takes no new ones until `restore`. */
  cut(): void {
    this.isUnreachable = true
    this.#server.closeAllConnections()
    this.envelopes.cutAll()
  }

  restore(): void {
    this.isUnreachable = false
  }

  async stop(): Promise<void> {
    this.envelopes.end()
    this.#sockets.close()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #newLink(port: number): string {
    const ticket = `ticket-${this.#tickets.size}-${Date.now().toString(36)}-${++this.#events}`
    this.#tickets.add(ticket)
    return `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${this.workspace.appId}`
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.#origin)
    const [, first, second = ''] = pathname.split('/')
    const target = this.redirects.get(pathname)
    if (target !== undefined) response.writeHead(302, { location: target }).end()
    else if (first === 'api') await this.webApi.handle(second, request, response)
    else if (first === 'upload') await this.#upload(second, request, response)
    else if (first === 'files-pri') this.#download(second, request, response)
    else response.writeHead(404).end()
  }

  async #upload(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const upload = this.stage.uploads.get(id)
    const bytes = await bodyOf(request)
    if (!upload) response.writeHead(404).end()
    else {
      upload.bytes = bytes
      response.writeHead(200).end(`OK - ${bytes.length}`)
    }
  }

  /** As Slack does: without the token there is a page to log in, not the file. */
  #download(place: string, request: IncomingMessage, response: ServerResponse): void {
    const { authorization } = request.headers
    this.fetched.push({ path: request.url ?? '', authorization })
    const upload = this.stage.uploads.get(place.split('-').slice(1).join('-'))
    if (!upload?.bytes) response.writeHead(404).end()
    else if (authorization !== `Bearer ${this.botToken}` || !this.scopes.has('files:read')) {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end('<!DOCTYPE html><title>Sign in</title>')
    } else {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': upload.bytes.length })
      response.end(upload.bytes)
    }
  }
}
