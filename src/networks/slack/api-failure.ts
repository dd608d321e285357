import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import { objectOf, someTextOf } from './json.ts'

/**
 * Why a call failed. `refused`: Slack said no. `limited`: not done, try again after `waitMs`. `unreachable`: certainly not
 * done. `unclear`: it may have been done.
 */
export type ApiFailureKind = 'refused' | 'limited' | 'unreachable' | 'unclear'

export class ApiFailure extends Error {
  readonly kind: ApiFailureKind
  readonly method: string
  /** Slack's code, `channel_not_found`, or a few words. */
  readonly code: string
  /** The missing scope, where that is why. */
  readonly needed: string | undefined
  readonly waitMs: number

  constructor(method: string, kind: ApiFailureKind, code: string, more: { needed?: string; waitMs?: number } = {}) {
    super(`${method}: ${code.replaceAll('_', ' ')}`)
    this.name = 'ApiFailure'
    this.kind = kind
    this.method = method
    this.code = code
    this.needed = more.needed
    this.waitMs = more.waitMs ?? 0
  }
}

/** Codes with which Slack says that it does not know how far it came. */
const unclearCodes = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'])
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])
const longestCode = 100

export function failureOf(method: string, error: unknown): ApiFailure {
  if (error instanceof WebAPIRateLimitedError)
    return new ApiFailure(method, 'limited', 'ratelimited', { waitMs: Math.max(1, error.retryAfter) * 1000 })
  if (error instanceof WebAPIPlatformError) return platformFailure(method, error)
  if (error instanceof WebAPIHTTPError) {
    const kind = error.statusCode >= 500 ? 'unclear' : 'refused'
    return new ApiFailure(method, kind, `HTTP ${error.statusCode}`)
  }
  if (error instanceof WebAPIRequestError) return requestFailure(method, error.original)
  return new ApiFailure(method, 'unclear', error instanceof Error ? error.message : String(error))
}

function platformFailure(method: string, { data }: WebAPIPlatformError): ApiFailure {
  // What is no JSON comes as a code too.
  const code = data.error.slice(0, longestCode)
  if (code === 'ratelimited') return new ApiFailure(method, 'limited', code, { waitMs: 1000 })
  const needed = someTextOf(objectOf(data)['needed'])
  const isCode = /^[a-z0-9_]+$/.test(code)
  const kind = unclearCodes.has(code) || !isCode ? 'unclear' : 'refused'
  return new ApiFailure(method, kind, isCode ? code : 'an answer that cannot be read', needed ? { needed } : {})
}

function requestFailure(method: string, original: unknown): ApiFailure {
  const cause = objectOf(original instanceof Error ? (original.cause ?? original) : original)
  const code = someTextOf(cause['code'])
  const words = code ?? (original instanceof Error ? original.message : String(original))
  const kind = code !== undefined && notConnected.has(code) ? 'unreachable' : 'unclear'
  return new ApiFailure(method, kind, words)
}
