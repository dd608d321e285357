import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { bringFile } from '../../src/app/effects/bring-file.ts'
import { createTransfers } from '../../src/app/transfers.ts'
import type { FileReference } from '../../src/core/message/message.ts'
import { loopbackFile } from '../../src/networks/loopback/index.ts'
import { createRemoteFiles } from '../../src/remote-files/remote-files.ts'
import { type FileHost, fileHostCa, startFileHost } from '../support/file-host.ts'
import type { Posted } from '../support/loopback-matrix.ts'
import { waitFor } from '../support/wait-for.ts'
import { useDesk } from './support/desk.ts'

/** Fetching as it is when switched on, on this machine. */
const fetching = createRemoteFiles(
  { maxBytes: 1000, timeoutMs: 5000, maxRedirects: 1 },
  { resolve: async () => ['127.0.0.2'], isAllowed: (address) => address === '127.0.0.2', ca: fileHostCa },
)
const picture: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'image/png' }).end('picture')
}

describe('a file that a customer sends', () => {
  const given = useDesk()
  let host: FileHost | undefined
  beforeEach(() => given().withBilling())
  afterEach(async () => {
    await host?.close()
    host = undefined
  })

  /** A file on the server of a stranger. */
  async function elsewhere(answer: RequestListener): Promise<FileReference> {
    host = await startFileHost(answer)
    return { url: `${host.url}/a`, name: 'a.png', kind: 'image' }
  }

  const fetchFromNowOn = () => void Object.assign(given().app, { remoteFiles: fetching })
  const isOf = (who: 'ghost' | 'bot') => (post: Posted) => (post.by === 'bot') === (who === 'bot')
  /** What stands in the room since, as text or as the address of its file. */
  const shown = (since: number, who: 'ghost' | 'bot') =>
    given()
      .matrix.posted.slice(since)
      .filter(isOf(who))
      .map(({ message }) =>
        message.file?.url.startsWith('mxc:') ? message.file.url : message.text || message.file?.url,
      )

  async function begun(name = 'anna') {
    const desk = given()
    await desk.withConversation(name)
    await desk.quiet()
    return { desk, anna: desk.network.person(name), since: desk.matrix.posted.length }
  }

  it('on their network is in the room as a file, under a name without tricks, in its place among the words', async () => {
    const { desk, anna, since } = await begun()
    await anna.write('one')
    await anna.sendFile(loopbackFile('../../\u202egnp.jpg\u0000', 'image/jpeg', 'pixels'), 'look at this')
    await anna.write('two')
    await desk.quiet()
    assert.deepEqual(shown(since, 'ghost'), ['one', 'mxc://hs/1', 'two'])
    const [, { message, by }] = desk.matrix.posted.slice(since) as [Posted, Posted]
    assert.equal(message.text, 'look at this')
    const file = { url: 'mxc://hs/1', name: 'gnp.jpg', kind: 'image', contentType: 'image/jpeg', bytes: 6 }
    assert.deepEqual(message.file, file)
    assert.deepEqual(desk.matrix.uploads, [{ by, name: 'gnp.jpg', contentType: 'image/jpeg', content: 'pixels' }])
  })

  it('[I6] that a browser would run is only a file', async () => {
    const { desk, anna } = await begun()
    for (const type of ['text/html', 'image/svg+xml']) await anna.sendFile(loopbackFile('a.svg', type, '<script>'))
    await desk.quiet()
    assert.deepEqual(
      desk.matrix.posted.flatMap(({ message }) => message.file?.kind ?? []),
      ['file', 'file'],
    )
    assert.deepEqual(
      desk.matrix.uploads.map(({ contentType }) => contentType),
      ['application/octet-stream', 'application/octet-stream'],
    )
  })

  it('anywhere else is a link and nobody asks its server, unless that was allowed', async () => {
    const { desk, anna, since } = await begun()
    const file = await elsewhere(picture)
    await anna.sendFile(file)
    await desk.quiet()
    assert.deepEqual(shown(since, 'ghost'), [file.url])
    assert.deepEqual(shown(since, 'bot'), [])
    assert.equal(host?.connections(), 0)
    fetchFromNowOn()
    await anna.sendFile(file)
    await desk.quiet()
    assert.deepEqual(shown(since, 'ghost'), [file.url, 'mxc://hs/1'])
    assert.equal(desk.matrix.uploads[0]?.content, 'picture')
  })

  it('that cannot be had is a link, the room is told why, and what was said after it follows', async () => {
    const { desk, anna, since } = await begun()
    fetchFromNowOn()
    const file = await elsewhere((_request, response) => void response.end('x'.repeat(1001)))
    await anna.sendFile(file, 'see:')
    await anna.sendFile({ ...file, url: 'https://127.0.0.1/a', name: 'secret\u202e.png' })
    await anna.sendFile({ ...file, url: 'aesgcm://files.example/a#key' })
    await anna.write('well?')
    await desk.quiet()
    assert.deepEqual(shown(since, 'ghost'), ['see:', 'https://127.0.0.1/a', 'aesgcm://files.example/a#key', 'well?'])
    assert.equal(desk.matrix.posted[since]?.message.file?.url, file.url)
    assert.deepEqual(shown(since, 'bot'), [
      'Not fetched, so only its link is here ("a.png"): it is larger than 1 kB.',
      'Not fetched, so only its link is here ("secret.png"): its address does not belong to the public internet.',
      'Not fetched, so only its link is here ("a.png"): its address does not begin with https.',
    ])
    assert.deepEqual(
      desk.textsTo('anna').filter((text) => /fetched/.test(text)),
      [],
    )
  })

  it('[I5] that is not there yet is asked for again, and what was said after it waits for it', async () => {
    const { desk, anna, since } = await begun()
    fetchFromNowOn()
    let asked = 0
    const file = await elsewhere((request, response) => {
      asked += 1
      if (asked > 2) picture(request, response)
      else response.writeHead(503).end()
    })
    await anna.sendFile(file)
    await anna.write('well?')
    await desk.quiet()
    assert.equal(asked, 3)
    assert.deepEqual(shown(since, 'ghost'), ['mxc://hs/1', 'well?'])
  })

  it('before there is a room is not asked for before there is one', async () => {
    const desk = given()
    fetchFromNowOn()
    await desk.admin('question add topic "What is it about?" choices billing, technical', 'rule publish "ask"')
    const file = await elsewhere(picture)
    const anna = desk.network.person('anna')
    await anna.write('hello')
    await anna.sendFile(file)
    await desk.quiet()
    assert.equal(host?.connections(), 0)
    assert.deepEqual(desk.matrix.uploads, [])
    await waitFor('an answer to be taken as one', async () => {
      await desk.customerWrites('anna', '1')
      return desk.matrix.uploads.length > 0
    })
    assert.equal(host?.connections(), 1)
  })

  it('[I7] waits for its place among other files, and words of others do not', async () => {
    const { desk, anna, since } = await begun()
    const ends: (() => void)[] = []
    for (let end = desk.app.transfers.begin(); end; end = desk.app.transfers.begin()) ends.push(end)
    // Fewer than half of the lanes.
    assert.ok(ends.length > 0 && ends.length < 8)
    await anna.sendFile(loopbackFile('a.txt', 'text/plain', 'x'))
    const bert = desk.network.person('bert')
    await bert.write('me too')
    await waitFor('the words of somebody else', () => shown(since, 'ghost').includes('me too'))
    assert.deepEqual(desk.matrix.uploads, [])
    for (const end of ends) end()
    await desk.quiet()
    assert.equal(desk.matrix.uploads.length, 1)
  })
})

describe('a file that cannot be brought', () => {
  let host: FileHost
  before(async () => {
    host = await startFileHost((_request, response) => void response.writeHead(503).end())
  })
  after(() => host.close())

  it('is a link after the last try, also where there was never a place for it', async () => {
    const file: FileReference = { url: `${host.url}/a`, name: 'a', kind: 'file' }
    const ghost = { localpart: 'anna', displayName: 'Anna' }
    const matrix = { upload: () => Promise.reject(new Error('nothing is uploaded here')) }
    const ways = { network: undefined, remoteFiles: fetching, matrix, transfers: createTransfers() }
    const reason = 'its server answers 503'
    assert.deepEqual(await bringFile({ file, ghost, attempts: 3 }, ways), { kind: 'later', reason })
    assert.deepEqual(await bringFile({ file, ghost, attempts: 4 }, ways), { kind: 'link', reason })
    assert.deepEqual(await bringFile({ file, ghost, attempts: 400 }, ways), { kind: 'link', reason })
    while (ways.transfers.begin());
    const full = { reason: 'too many files are under way' }
    assert.deepEqual(await bringFile({ file, ghost, attempts: 8 }, ways), { kind: 'later', ...full, afterMs: 1000 })
    assert.deepEqual(await bringFile({ file, ghost, attempts: 9 }, ways), { kind: 'link', ...full })
  })
})
