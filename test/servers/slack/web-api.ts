import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault, Faults } from './faults.ts'
import { type Args, type Method, SlackRefusal, type Stage } from './method.ts'
import { chatMethods } from './methods-chat.ts'
import { fileMethods } from './methods-files.ts'
import { peopleMethods } from './methods-people.ts'

const methods: Readonly<Record<string, Method>> = { ...chatMethods, ...peopleMethods, ...fileMethods }

export interface WebApiParts {
  readonly stage: Stage
  readonly faults: Faults
  readonly botToken: string
  readonly appToken: string
  /** What the app was allowed when it was installed. */
  readonly scopes: Set<string>
  /** A new address for a connection. */
  readonly newLink: () => string
}

/** One call, as it was made. */
export interface Call {
  readonly method: string
  readonly args: Args
  readonly at: number
}

/** The Web API: answers as Slack does, or as a fault on demand says. */
export class WebApi {
  readonly calls: Call[] = []
  readonly #parts: WebApiParts

  constructor(parts: WebApiParts) {
    this.#parts = parts
  }

  async handle(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const args = readArgs(await bodyOf(request), request.headers['content-type'] ?? '')
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? args['token'] ?? ''
    this.calls.push({ method, args, at: Date.now() })
    const fault = this.#parts.faults.take(method)
    if (fault && 'cut' in fault) {
      if (fault.cut === 'after') this.#answer(method, args, token)
      request.socket.destroy()
    } else if (fault) answerWith(response, fault)
    else this.#write(response, this.#answer(method, args, token))
  }

  #answer(method: string, args: Args, token: string): Record<string, unknown> {
    try {
      return { ok: true, ...this.#run(method, args, token) }
    } catch (error) {
      if (error instanceof SlackRefusal) return { ok: false, error: error.message, ...error.more }
      throw error
    }
  }

  #run(method: string, args: Args, token: string): Record<string, unknown> {
    const { appToken, botToken, scopes, stage, newLink } = this.#parts
    const isOpening = method === 'apps.connections.open'
    if (token !== appToken && token !== botToken) throw new SlackRefusal(token === '' ? 'not_authed' : 'invalid_auth')
    if (isOpening !== (token === appToken)) throw new SlackRefusal('not_allowed_token_type')
    if (isOpening) return { url: newLink() }
    const known = methods[method]
    if (!known) throw new SlackRefusal('unknown_method')
    const wanted = [...known.scopes, ...(args['username'] === undefined ? [] : ['chat:write.customize'])]
    const missing =
      args['username'] === undefined
        ? known.scopes.length > 0 && !known.scopes.some((scope) => scopes.has(scope))
        : wanted.some((scope) => !scopes.has(scope))
    const needed = wanted.find((scope) => !scopes.has(scope))
    if (missing) throw new SlackRefusal('missing_scope', { needed, provided: [...scopes].join(',') })
    return known.run(args, stage)
  }

  #write(response: ServerResponse, body: Record<string, unknown>): void {
    const scopes = [...this.#parts.scopes].join(',')
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-oauth-scopes': scopes })
    response.end(JSON.stringify(body))
  }
}

function answerWith(response: ServerResponse, fault: Exclude<Fault, { readonly cut: string }>): void {
  if ('retryAfter' in fault) {
    response.writeHead(429, { 'retry-after': String(fault.retryAfter) }).end('{"ok":false,"error":"ratelimited"}')
  } else if ('status' in fault) response.writeHead(fault.status).end('upstream trouble')
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: false, ...fault }))
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function readArgs(body: Buffer, type: string): Args {
  if (!type.includes('application/json')) return Object.fromEntries(new URLSearchParams(body.toString()))
  const fields = Object.entries(JSON.parse(body.toString() || '{}') as Record<string, unknown>)
  return Object.fromEntries(
    fields.map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}
