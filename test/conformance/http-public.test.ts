import assert from 'node:assert/strict'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import type { Listener } from '../../src/http/listener.ts'
import { type MediaLink, makeMediaLink } from '../../src/http/media-link.ts'
import { type DownloadedMedia, makePublicListener } from '../../src/http/public-listener.ts'
import { openLog } from '../../src/observe/log.ts'

const signingKey = 's'.repeat(32)
const now = 1_900_000_000_000

describe('the public listener', () => {
  let listener: Listener
  let port = 0
  let base = ''
  let asked: string[] = []
  let download: (signal: AbortSignal) => Promise<DownloadedMedia>

  before(async () => {
    listener = makePublicListener({
      signingKey,
      download: (mxc, signal) => {
        asked.push(mxc)
        return download(signal)
      },
      now: () => now,
      log: openLog({ min_level: 'fatal', writers: [] }).logger,
    })
    port = await listener.listen({ hostname: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${port}`
  })
  beforeEach(() => {
    asked = []
    download = async () => ({ stream: Readable.from([Buffer.from('picture')]), contentType: 'image/png', bytes: 7 })
  })
  after(() => listener.close())

  function linkTo(more: Partial<MediaLink> = {}): string {
    const link = { mxc: 'mxc://help.test/abc', expiresAt: now + 60_000, fileName: 'a b.png', ...more }
    return makeMediaLink(base, signingKey, link) ?? assert.fail()
  }

  function assertSafe(headers: Headers): void {
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('content-security-policy'), "sandbox; default-src 'none'")
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  }

  it('a link gives its file, as a download that no browser shows as a page', async () => {
    const answer = await fetch(linkTo())
    assert.equal(answer.status, 200)
    assert.equal(await answer.text(), 'picture')
    assert.deepEqual(asked, ['mxc://help.test/abc'])
    assert.equal(answer.headers.get('content-type'), 'image/png')
    assert.equal(answer.headers.get('content-length'), '7')
    assert.equal(
      answer.headers.get('content-disposition'),
      `attachment; filename="a b.png"; filename*=UTF-8''a%20b.png`,
    )
    assertSafe(answer.headers)
  })

  it('names of any alphabet arrive, and cannot break the header', async () => {
    const answer = await fetch(linkTo({ fileName: "Ünï'(1)%.pdf" }))
    assert.equal(
      answer.headers.get('content-disposition'),
      `attachment; filename="_n_'(1)_.pdf"; filename*=UTF-8''%C3%9Cn%C3%AF%27%281%29%25.pdf`,
    )
  })

  for (const contentType of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/javascript',
    'x\r\ny: z',
    '',
  ]) {
    it(`a file of type ${JSON.stringify(contentType)} is served as bytes of no type`, async () => {
      download = async () => ({ stream: Readable.from(['<script>']), contentType })
      const answer = await fetch(linkTo())
      assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/)
    })
  }

  it('an expired link is 410 with a sentence, in German to Germans', async () => {
    const expired = linkTo({ expiresAt: now - 1000 })
    const answer = await fetch(expired)
    assert.equal(answer.status, 410)
    assert.match(await answer.text(), /This link has expired/)
    assertSafe(answer.headers)
    const german = await fetch(expired, { headers: { 'accept-language': 'fr, de-AT;q=0.8' } })
    assert.match(await german.text(), /abgelaufen/)
    assert.deepEqual(asked, [])
  })

  it('a file that is gone is 404, one that cannot be had right now 502', async () => {
    download = () => Promise.reject(Object.assign(new Error('gone'), { errcode: 'M_NOT_FOUND' }))
    const gone = await fetch(linkTo())
    assert.equal(gone.status, 404)
    assert.match(await gone.text(), /no longer kept/)
    download = () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:8008'))
    const later = await fetch(linkTo())
    assert.equal(later.status, 502)
    assert.doesNotMatch(await later.text(), /10\.1\.2\.3/)
  })

  it('[P1] no other path reaches anything: nothing is asked of the homeserver, and the answer is always the same', async () => {
    const real = new URL(linkTo()).pathname
    const [, , token = '', name = ''] = real.split('/')
    const paths = [
      '/',
      '/health',
      '/metrics',
      '/transactions/1',
      '/users/@a:b',
      '/rooms/x',
      '/_matrix/app/v1/transactions/1',
      '/_matrix/app/v1/ping',
      '/_matrix/client/v3/sync',
      '/_matrix/media/v3/download/help.test/abc',
      '/media',
      '/media/',
      `/media/${token}`,
      `/media/${token}/`,
      `/media/${token}/other.png`,
      `${real}/x`,
      `/media/x/${name}`,
      `/MEDIA/${token}/${name}`,
      `/media/${token}/..%2f..%2fhealth`,
      '/media/..%2f..%2fhealth/x',
      '//health',
      '/%2e%2e/health',
      '/media/%00/x',
      '/%c0',
      `/media/${'a'.repeat(5000)}/x`,
    ]
    const bodies = new Set<string>()
    for (const path of paths) {
      const answer = await raw('GET', path)
      assert.equal(answer.status, 404, path)
      assert.equal(answer.headers['x-content-type-options'], 'nosniff', path)
      bodies.add(answer.body)
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
      assert.equal((await raw(method, real)).status, 404, method)
      assert.equal((await raw(method, '/_matrix/app/v1/transactions/1')).status, 404, method)
    }
    assert.equal(bodies.size, 1)
    assert.deepEqual(asked, [])
  })

  it('a download that nobody waits for any more is given up', async () => {
    const impatient = new AbortController()
    const givenUp = new Promise<void>((resolve) => {
      download = (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            resolve()
            reject(new Error('aborted'))
          })
          impatient.abort()
        })
    })
    await assert.rejects(fetch(linkTo(), { signal: impatient.signal }))
    await givenUp
  })

  /** Sends the path as it is: fetch would tidy it first. */
  function raw(method: string, path: string) {
    return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (piece: string) => {
          body += piece
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
      })
      sent.on('error', reject)
      sent.end()
    })
  }
})
