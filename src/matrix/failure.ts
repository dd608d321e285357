import { MatrixError, type MatrixFailure } from '../ports/matrix.ts'
import { type Json, numberIn, textIn } from './json.ts'

/** What came back from the homeserver, or from whatever answered in its place. `body` is undefined when it was no JSON object. */
export interface Answer {
  readonly status: number
  readonly retryAfter?: string | undefined
  readonly body: Json | undefined
}

/** Errors that an admin can mend while we wait; an effect must not be given up for them. */
const mendable: Readonly<Record<string, string>> = {
  M_UNKNOWN_TOKEN:
    'the homeserver does not know our as_token: is the registration in app_service_config_files, and was it restarted?',
  M_MISSING_TOKEN: 'the homeserver got no as_token: does a proxy in between drop the Authorization header?',
}

/** An answer that is no success. */
class Unsuccessful extends MatrixError {
  readonly status: number
  constructor(status: number, failure: MatrixFailure) {
    super(failure)
    this.status = status
  }
}

export function failureOf(what: string, { status, retryAfter, body }: Answer): MatrixError {
  const errcode = textIn(body, 'errcode')
  const said = textIn(body, 'error') ?? (body === undefined ? 'the answer was not JSON' : 'no reason given')
  const known = errcode === undefined ? undefined : mendable[errcode]
  const calledBack = errcode === 'M_BAD_STATUS' ? numberIn(body, 'status') : undefined
  const answered = `${known ?? said} (${status}${errcode === undefined ? '' : ` ${errcode}`})`
  return new Unsuccessful(status, {
    ...kindOf(status, retryAfter, body),
    text: `${what}: ${answered}`,
    said: answered,
    ...(errcode === undefined ? {} : { errcode }),
    ...(calledBack === undefined ? {} : { calledBack }),
  })
}

function kindOf(status: number, retryAfter: string | undefined, body: Json | undefined): Pick<MatrixFailure, 'kind'> {
  const errcode = textIn(body, 'errcode')
  if (status === 429 || errcode === 'M_LIMIT_EXCEEDED') return { kind: 'retry', ...waitOf(retryAfter, body) }
  const isRefusal = status >= 400 && status < 500 && status !== 408 && errcode !== undefined
  if (isRefusal && mendable[errcode] === undefined) return { kind: 'refused' }
  // An answer without errcode is a proxy's, whose 404 or 502 says nothing about the event; only its size limit is final.
  return status === 413 ? { kind: 'refused' } : { kind: 'retry', ...waitOf(retryAfter, body) }
}

function waitOf(retryAfter: string | undefined, body: Json | undefined): { retryAfterMs?: number } {
  const seconds = retryAfter === undefined ? Number.NaN : Number(retryAfter)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : numberIn(body, 'retry_after_ms')
  return ms === undefined || ms < 0 ? {} : { retryAfterMs: Math.ceil(ms) }
}

/** A connection that failed, or an answer that did not come: it may succeed later. */
export function unreachable(what: string, cause: unknown): MatrixError {
  const detail = cause instanceof Error ? cause.message || cause.name : String(cause)
  return new MatrixError({ kind: 'retry', text: `${what}: no answer from the homeserver (${detail})` })
}

/** Whether an alias was not given because it is taken; said by 409 when two ask at the same moment. */
export function isTaken(error: unknown): boolean {
  return isErrcode(error, 'M_ROOM_IN_USE') || (error instanceof Unsuccessful && error.status === 409)
}

/** Whether the homeserver said exactly this. */
export function isErrcode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof MatrixError && error.failure.errcode !== undefined && codes.includes(error.failure.errcode)
}

/** For reads of what need not exist: `call(...).catch(unlessMissing)`. */
export function unlessMissing(error: unknown): undefined {
  if (!isErrcode(error, 'M_NOT_FOUND')) throw error
}
