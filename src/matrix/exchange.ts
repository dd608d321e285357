import * as http from 'node:http'
import * as https from 'node:https'
import { pipeline } from 'node:stream'
import type { Call, ClientSettings } from './call.ts'

export interface Exchange {
  /** The answer of whatever status. A repeat of what may be repeated is made at once if a kept connection turns out to be closed. */
  ask(call: Call, signal?: AbortSignal): Promise<http.IncomingMessage>
  /** Ends idle connections. */
  close(): void
}

const answerWithinMs = 60_000

/** HTTP requests to the homeserver over kept connections. */
export function createExchange({ homeserverUrl, asToken }: ClientSettings): Exchange {
  const base = new URL(homeserverUrl)
  const library = base.protocol === 'https:' ? https : http
  const agent = new library.Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 16 })
  const prefix = base.pathname.replace(/\/$/, '')
  const hostname = base.hostname.replace(/^\[|\]$/g, '')
  const shared = { agent, protocol: base.protocol, hostname, port: base.port }

  function send(
    call: Call,
    signal?: AbortSignal,
  ): { request: http.ClientRequest; answer: Promise<http.IncomingMessage> } {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body)
    const headers = headersOf(asToken, call, body)
    const path = prefix + call.path + queryOf(call)
    const { promise: answer, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const request = library.request({ ...shared, method: call.method, path, headers, ...(signal && { signal }) })
    request.setTimeout(answerWithinMs, () => request.destroy(new Error(`no answer within ${answerWithinMs / 1000} s`)))
    request.on('response', resolve).on('error', reject)
    // What goes wrong with it is an error of the request too.
    if (call.file) pipeline(call.file.open(), request, () => undefined)
    else request.end(body)
    return { request, answer }
  }

  async function ask(call: Call, signal?: AbortSignal): Promise<http.IncomingMessage> {
    for (;;) {
      const { request, answer } = send(call, signal)
      try {
        return await answer
      } catch (error) {
        const wasStale = request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET'
        if (!wasStale || call.method === 'POST') throw error
      }
    }
  }

  return { ask, close: () => agent.destroy() }
}

function headersOf(asToken: string | undefined, { file }: Call, body: string | undefined): http.OutgoingHttpHeaders {
  const authorization = asToken === undefined ? {} : { authorization: `Bearer ${asToken}` }
  if (file) return { ...authorization, 'content-type': file.contentType, 'content-length': file.bytes }
  if (body === undefined) return authorization
  return { ...authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
}

function queryOf({ as, device, query }: Call): string {
  const parts: string[] = []
  if (as !== undefined) parts.push(`user_id=${encodeURIComponent(as)}`)
  if (device !== undefined) parts.push(`device_id=${encodeURIComponent(device)}`)
  for (const [name, value] of Object.entries(query ?? {})) parts.push(`${name}=${encodeURIComponent(value)}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
