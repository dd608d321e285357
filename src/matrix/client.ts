import * as http from 'node:http'
import * as https from 'node:https'
import { failureOf, unreachable } from './failure.ts'
import { isJson, type Json } from './json.ts'

export interface ClientSettings {
  /** e.g. `http://localhost:8008`, without a path of the Matrix API. */
  readonly homeserverUrl: string
  readonly asToken: string
}

/** One call of the client-server API. `as`: the user we speak for; absent for the bot. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly as?: string
  /** Needed by sends: without a device the homeserver forgets transaction ids when it restarts. */
  readonly device?: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: Json
}

export interface Client {
  /** The answer's JSON object. Rejects with MatrixError only. */
  call(call: Call): Promise<Json>
  /** The answer as it comes, for files. Rejects with MatrixError only. */
  open(path: string, signal: AbortSignal): Promise<http.IncomingMessage>
  /** Ends idle connections. */
  close(): void
}

const answerWithinMs = 60_000
const largestAnswer = 64 << 20

/** A path with its parts encoded: `` path`/rooms/${room}/invite` ``. */
export function path(pieces: TemplateStringsArray, ...values: readonly string[]): string {
  return pieces.reduce((before, piece, n) => `${before}${encodeURIComponent(values[n - 1] ?? '')}${piece}`)
}

/**
 * The homeserver's client-server API over kept-alive connections. node:http rather than the SDK's client, which generates
 * transaction ids, retries and logs on its own, and costs half as much again per call.
 */
export function createClient({ homeserverUrl, asToken }: ClientSettings): Client {
  const base = new URL(homeserverUrl)
  const library = base.protocol === 'https:' ? https : http
  const agent = new library.Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 16 })
  const prefix = base.pathname.replace(/\/$/, '')
  const shared = { agent, protocol: base.protocol, hostname: base.hostname.replace(/^\[|\]$/g, ''), port: base.port }

  function request(
    call: Call,
    signal?: AbortSignal,
  ): { sent: http.ClientRequest; answer: Promise<http.IncomingMessage> } {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    const headers: http.OutgoingHttpHeaders = { authorization: `Bearer ${asToken}` }
    if (body !== undefined) {
      headers['content-type'] = 'application/json'
      headers['content-length'] = Buffer.byteLength(body)
    }
    const target = prefix + call.path + queryOf(call)
    const { promise: answer, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const sent = library.request({ ...shared, method: call.method, path: target, headers, ...(signal && { signal }) })
    sent.setTimeout(answerWithinMs, () => sent.destroy(new Error(`no answer within ${answerWithinMs / 1000} s`)))
    sent.on('response', resolve).on('error', reject).end(body)
    return { sent, answer }
  }

  /** A kept connection may be closed by the other side just as we use it; what is safe to repeat goes again, on another. */
  async function requestPatiently(call: Call): Promise<http.IncomingMessage> {
    for (;;) {
      const { sent, answer } = request(call)
      try {
        return await answer
      } catch (error) {
        const wasStale = sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
        if (!wasStale || call.method === 'POST') throw error
      }
    }
  }

  async function call(call: Call): Promise<Json> {
    const what = `${call.method} ${call.path}`
    let response: http.IncomingMessage
    let text: string
    try {
      response = await requestPatiently(call)
      text = await textOf(response)
    } catch (error) {
      throw unreachable(what, error)
    }
    const status = response.statusCode ?? 0
    const body = parse(text)
    if (status >= 200 && status < 300 && body !== undefined) return body
    throw failureOf(what, { status, retryAfter: response.headers['retry-after'], body })
  }

  async function open(path: string, signal: AbortSignal): Promise<http.IncomingMessage> {
    const what = `GET ${path}`
    let response: http.IncomingMessage
    try {
      response = await request({ method: 'GET', path }, signal).answer
      if (response.statusCode === 200) return response
      const body = parse(await textOf(response))
      throw failureOf(what, { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body })
    } catch (error) {
      throw error instanceof Error && error.name === 'MatrixError' ? error : unreachable(what, error)
    }
  }

  return { call, open, close: () => agent.destroy() }
}

function queryOf({ as, device, query }: Call): string {
  const parts: string[] = []
  if (as !== undefined) parts.push(`user_id=${encodeURIComponent(as)}`)
  if (device !== undefined) parts.push(`device_id=${encodeURIComponent(device)}`)
  for (const [name, value] of Object.entries(query ?? {})) parts.push(`${name}=${encodeURIComponent(value)}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function textOf(response: http.IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= largestAnswer) chunks.push(chunk)
    else response.destroy(new Error('the answer is larger than 64 MB'))
  })
  response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  response.on('error', reject)
  return promise
}

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}
