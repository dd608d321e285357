import assert from 'node:assert/strict'
import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { FetchError, type FetchFailure } from '../../src/ports/remote-files.ts'
import { createRemoteFiles, type FetchLimits } from '../../src/remote-files/remote-files.ts'
import type { Surroundings } from '../../src/remote-files/resolve-once.ts'
import { type FileHost, fileHostCa, startFileHost } from '../support/file-host.ts'

const limits: FetchLimits = { maxBytes: 100_000, timeoutMs: 5000, maxRedirects: 2 }
/** Stands for a public address; all others of this machine stand for private ones. */
const outside = '127.0.0.2'

const never = new AbortController().signal

interface Asked {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly serverName: string | false | null
}

describe('a file at an address that a stranger named', () => {
  const hosts: FileHost[] = []
  const asked: Asked[] = []
  let inside: FileHost
  afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())))
  beforeEach(async () => {
    asked.length = 0
    inside = await host((_request, response) => void response.end('secret'), '127.0.0.1')
  })

  async function host(answer: RequestListener, address = outside, port = 0): Promise<FileHost> {
    const noting: RequestListener = (request, response) => {
      const serverName = (request.socket as TLSSocket & { servername: string | false | null }).servername
      asked.push({ url: request.url ?? '', headers: request.headers, serverName })
      answer(request, response)
    }
    const started = await startFileHost(noting, address, port)
    hosts.push(started)
    return started
  }

  /** `names`: what the resolver answers, one time after the other; the last one for ever. */
  function files(changes: Partial<FetchLimits> = {}, around: Partial<Surroundings> = {}) {
    return createRemoteFiles(
      { ...limits, ...changes },
      { resolve: async () => [outside], isAllowed: (address) => address === outside, ca: fileHostCa, ...around },
    )
  }

  async function fetched(url: string, from = files()): Promise<{ body: Buffer; contentType: string; bytes?: number }> {
    const { stream, ...about } = await from.open(url, never)
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    return { body: Buffer.concat(chunks), ...about }
  }

  async function failure(url: string, from = files()): Promise<FetchFailure> {
    const error = await fetched(url, from).then(
      () => assert.fail('was fetched'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof FetchError, String(error))
    return error.failure
  }

  const refused = async (url: string, reason: RegExp, from = files()) => {
    const { kind, text } = await failure(url, from)
    assert.match(text, reason)
    assert.equal(kind, 'refused')
  }

  it('is fetched with its type and size, and nothing is told of us', async () => {
    const { url } = await host((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 5, 'set-cookie': 'a=b' }).end('hello')
    })
    const file = await fetched(`${url}/a.png?b#c`)
    assert.deepEqual(file, { body: Buffer.from('hello'), contentType: 'image/png', bytes: 5 })
    await fetched(`${url}/a.png`)
    assert.deepEqual(
      asked.map((one) => [one.url, one.serverName]),
      [
        ['/a.png?b', 'files.example'],
        ['/a.png', 'files.example'],
      ],
    )
    const [, second] = asked
    assert.deepEqual(Object.keys(second?.headers ?? {}).sort(), [
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    assert.equal(second?.headers['accept-encoding'], 'identity')
  })

  it('[P22] is only taken from a server that proves its name', async () => {
    const { url, port } = await host((_request, response) => void response.end('x'))
    await refused(`https://other.example:${port}/`, /cannot prove who it is/)
    await refused(
      `${url}/`,
      /cannot prove who it is/,
      createRemoteFiles(limits, { resolve: async () => [outside], isAllowed: () => true }),
    )
    assert.equal(asked.length, 0)
  })

  it('is fetched from the address that was looked at, whatever its name means a moment later', async () => {
    const { port } = await host(
      (request, response) => {
        if (request.url !== '/again') return void response.end('public')
        response.writeHead(302, { location: '/file' }).end()
      },
      outside,
      inside.port,
    )
    const answers = [[outside], ['127.0.0.1']]
    let looked = 0
    const rebinding = { resolve: async () => answers[Math.min(looked++, 1)] ?? [] }
    const file = await fetched(`https://files.example:${port}/file`, files({}, rebinding))
    assert.equal(file.body.toString(), 'public')
    assert.equal(looked, 1)
    looked = 0
    await refused(`https://files.example:${port}/again`, /public internet/, files({}, rebinding))
    assert.equal(looked, 2)
    assert.equal(inside.connections(), 0)
  })

  it('is not fetched from an address that is not public, or from a name that has one', async () => {
    const { port } = inside
    for (const server of ['127.0.0.1', '2130706433', '0x7f.1', '127.0.0.1.', '[::1]', '[::ffff:127.0.0.1]'])
      await refused(`https://${server}:${port}/`, /public internet/)
    const mixed = { resolve: async () => [outside, '127.0.0.1'] }
    await refused(`https://files.example:${port}/`, /public internet/, files({}, mixed))
    const real = createRemoteFiles(limits)
    for (const server of ['localhost', 'localhost.', '169.254.169.254', '[64:ff9b::7f00:1]'])
      await refused(`https://${server}:${port}/`, /public internet/, real)
    assert.equal(inside.connections(), 0)
  })

  it('is not fetched from where a redirect must not lead', async () => {
    let to = ''
    const { url } = await host((_request, response) => {
      response.writeHead(302, { location: to, 'set-cookie': 'a=b' }).end('x'.repeat(50_000))
    })
    for (const [location, reason] of [
      [`https://127.0.0.1:${inside.port}/`, /public internet/],
      [`//[::ffff:7f00:1]:${inside.port}/`, /public internet/],
      ['http://files.example/a', /does not begin with https/],
      ['https://me:secret@files.example/a', /a user or a password/],
      ['https://files.example:25/a', /unusual port/],
      ['https://[/', /cannot be read/],
      ['/once-more', /leads elsewhere more than 2 times/],
    ] as const) {
      to = location
      asked.length = 0
      await refused(`${url}/a`, reason)
    }
    assert.equal(asked.length, 3)
    assert.equal(inside.connections(), 0)
  })

  it('is not taken when it is too large, whatever its server says of its size', async () => {
    const { url } = await host((request, response) => {
      const endless = () => {
        while (response.writable && response.write('x'.repeat(16_384)));
      }
      if (request.url === '/said') response.writeHead(200, { 'content-length': 100_001 })
      response.on('drain', endless)
      endless()
    })
    await refused(`${url}/said`, /larger than 100 kB/)
    await refused(`${url}/endless`, /larger than 100 kB/)
  })

  it('is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    const { url } = await host((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' }).end(bomb)
    })
    const file = await fetched(`${url}/`)
    assert.deepEqual([file.body.length, file.contentType], [bomb.length, 'application/octet-stream'])
  })

  it('is not waited for too long: for its name, its head or its end', async () => {
    const { url } = await host((request, response) => {
      if (request.url === '/head') return
      response.write('x')
    })
    const hasty = { timeoutMs: 300 }
    const [slowName, slowHead, slowBody] = await Promise.all([
      failure(`${url}/`, files(hasty, { resolve: () => new Promise(() => undefined) })),
      failure(`${url}/head`, files(hasty)),
      failure(`${url}/body`, files(hasty)),
    ])
    for (const { kind, text } of [slowName, slowHead, slowBody])
      assert.deepEqual([kind, text], ['refused', 'it takes longer than 0.3 s'])
  })

  it('is not taken from a server that answers something else', async () => {
    const { url } = await host((request, response) => {
      if (request.url === '/head') response.writeHead(200, { 'x-much': 'x'.repeat(20_000) }).end()
      else if (request.url === '/upgrade')
        response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
      else if (request.url === '/nonsense') response.socket?.end('SSH-2.0-x\r\n\r\n')
      else response.writeHead(Number(request.url?.slice(1))).end()
    })
    await refused(`${url}/head`, /head of the answer of its server is too large/)
    await refused(`${url}/nonsense`, /other than HTTP/)
    for (const status of [204, 206, 300, 302, 304, 401, 403, 404, 410]) {
      await refused(`${url}/${status}`, new RegExp(`its server answers ${status}`))
    }
    for (const status of [408, 429, 500, 503]) {
      assert.deepEqual(await failure(`${url}/${status}`), { kind: 'later', text: `its server answers ${status}` })
    }
    assert.equal((await failure(`${url}/upgrade`)).kind, 'later')
  })

  it('may be had later when its server breaks off or is not there', async () => {
    const broken = await host((_request, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('x', () => response.destroy())
    })
    assert.equal((await failure(`${broken.url}/`)).kind, 'later')
    await Promise.all(hosts.splice(0).map((one) => one.close()))
    assert.deepEqual(await failure(`${broken.url}/`), {
      kind: 'later',
      text: 'its server cannot be reached (ECONNREFUSED)',
    })
    const unknown = (code: string) => files({}, { resolve: () => Promise.reject(Object.assign(new Error(), { code })) })
    assert.equal((await failure('https://files.example/', unknown('EAI_AGAIN'))).kind, 'later')
    await refused('https://files.example/', /is not known/, unknown('ENOTFOUND'))
  })
})
