import type { IncomingMessage } from 'node:http'
import { MatrixError } from '../ports/matrix.ts'
import type { Call, ClientSettings } from './call.ts'
import { createExchange } from './exchange.ts'
import { failureOf, unreachable } from './failure.ts'
import { isJson, type Json } from './json.ts'

export interface Client {
  /** The answer's JSON object. Rejects with MatrixError only. */
  call(call: Call): Promise<Json>
  /** The answer as it comes, for files. Rejects with MatrixError only. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage>
  /** Ends idle connections. */
  close(): void
}

const largestAnswer = 64 << 20

/** A path with its parts encoded: `` path`/rooms/${room}/invite` ``. */
export function path(pieces: TemplateStringsArray, ...values: readonly string[]): string {
  return pieces.reduce((before, piece, n) => `${before}${encodeURIComponent(values[n - 1] ?? '')}${piece}`)
}

/**
 * The homeserver's client-server API. On node:http rather than on the SDK's client, which makes transaction ids, retries
 * and logs on its own, and costs twice as much per call.
 */
export function createClient(settings: ClientSettings): Client {
  const exchange = createExchange(settings)

  async function call(call: Call): Promise<Json> {
    const what = `${call.method} ${call.path}`
    const { response, text } = await reachable(what, async () => {
      const response = await exchange.ask(call)
      return { response, text: await textOf(response) }
    })
    const body = parse(text)
    if (isSuccess(response) && body !== undefined) return body
    throw refusal(what, response, body)
  }

  async function open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const what = `GET ${path}`
    return reachable(what, async () => {
      const response = await exchange.ask({ method: 'GET', path }, signal)
      if (isSuccess(response)) return response
      throw refusal(what, response, parse(await textOf(response)))
    })
  }

  return { call, open, close: () => exchange.close() }
}

async function reachable<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof MatrixError ? error : unreachable(what, error)
  }
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300
}

function refusal(what: string, { statusCode = 0, headers }: IncomingMessage, body: Json | undefined): MatrixError {
  return failureOf(what, { status: statusCode, retryAfter: headers['retry-after'], body })
}

function textOf(response: IncomingMessage): Promise<string> {
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
