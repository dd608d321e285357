import assert from 'node:assert/strict'
import { failureOf } from '../../src/matrix/failure.ts'
import type { MatrixFailure } from '../../src/ports/matrix.ts'

const failure = (status: number, body?: object, retryAfter?: string): MatrixFailure =>
  failureOf('PUT /x', { status, body: body as never, retryAfter }).failure

describe('what the homeserver did not do', () => {
  it('may succeed later when it is busy, broken or limits us, after the time it names', () => {
    assert.deepEqual(failure(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'slow', retry_after_ms: 1200.4 }), {
      kind: 'retry',
      retryAfterMs: 1201,
      said: 'slow (429 M_LIMIT_EXCEEDED)',
      text: 'PUT /x: slow (429 M_LIMIT_EXCEEDED)',
      errcode: 'M_LIMIT_EXCEEDED',
    })
    assert.partialDeepStrictEqual(failure(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 5 }, '3'), {
      retryAfterMs: 3000,
    })
    assert.deepEqual(
      [500, 502, 503, 504, 408, 429].map((status) => failure(status, { errcode: 'M_UNKNOWN', error: 'x' }).kind),
      Array(6).fill('retry'),
    )
  })

  it('may succeed later when something else answered in its place, or an admin can mend it', () => {
    for (const status of [200, 301, 403, 404, 502]) assert.equal(failure(status).kind, 'retry')
    const unknown = failure(401, { errcode: 'M_UNKNOWN_TOKEN', error: 'Invalid access token' })
    assert.equal(unknown.kind, 'retry')
    assert.match(unknown.text, /does not know our as_token: is the registration in app_service_config_files/)
  })

  it('is final when the homeserver itself says no', () => {
    assert.deepEqual(failure(403, { errcode: 'M_FORBIDDEN', error: 'no' }), {
      kind: 'refused',
      said: 'no (403 M_FORBIDDEN)',
      text: 'PUT /x: no (403 M_FORBIDDEN)',
      errcode: 'M_FORBIDDEN',
    })
    assert.equal(failure(413).kind, 'refused')
    assert.equal(failure(400, { errcode: 'M_BAD_JSON' }).kind, 'refused')
  })
})
