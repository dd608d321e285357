import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { bringFile } from '../../src/app/effects/bring-file.ts'
import { createTransfers } from '../../src/app/transfers.ts'
import type { Message } from '../../src/core/message/message.ts'
import { loopbackFile, openLoopbackFile } from '../../src/networks/loopback/files.ts'
import { MatrixError } from '../../src/ports/matrix.ts'
import type { Json } from '../support/matrix-api.ts'
import { anna, annaId, matrixStand, nextKey, refusal, roomRequest, stubServer } from '../support/matrix-stand.ts'

const never = new AbortController().signal
const picture = { ghost: anna, name: 'a.png', contentType: 'image/png' }
/** What this Synapse takes at most, see the settings of `matrixStand`. */
const limit = 1_000_000

/** As much as is wanted, and a note of how much that was. */
function endless(): { stream: Readable; taken: () => number } {
  let taken = 0
  const stream = new Readable({
    read() {
      taken += 65_536
      this.push(Buffer.alloc(65_536))
    },
  })
  return { stream, taken: () => taken }
}

describe('a file on its way into Matrix', function () {
  this.timeout(60_000)
  const stand = matrixStand({ settings: { max_upload_size: limit } })

  it('is there for those in the room, with its type and name, as the customer sent it', async () => {
    const room = await stand.joinedRoom()
    const sent = Buffer.from([0, 1, 2, 255, ...Buffer.from('picture')])
    const stream = Readable.from([sent.subarray(0, 3), sent.subarray(3)])
    const uploaded = await stand.matrix.upload({ ...picture, stream }, never)
    assert.equal(uploaded.bytes, sent.length)
    const { stream: got, contentType, bytes } = await stand.matrix.download(uploaded.mxc, never)
    assert.deepEqual([await buffer(got), contentType, bytes], [sent, 'image/png', sent.length])
    const file = {
      url: uploaded.mxc,
      bytes: uploaded.bytes,
      name: 'a.png',
      kind: 'image',
      contentType: 'image/png',
    } as const
    const message: Message = { kind: 'text', text: '', file }
    const id = await stand.matrix.postAsGhost({ room, ghost: anna, key: nextKey(), message, at: 1, lookBack: false })
    const { content, sender } = await stand.eventOf(room, id)
    const { msgtype, body, filename, url, info } = content as Record<string, unknown>
    assert.deepEqual(
      { sender, msgtype, body, filename, url, info },
      {
        ...{ sender: annaId, msgtype: 'm.image', body: 'a.png', filename: 'a.png', url: uploaded.mxc },
        info: { mimetype: 'image/png', size: sent.length },
      },
    )
  })

  it('is there also when it is empty', async () => {
    const uploaded = await stand.matrix.upload({ ...picture, stream: Readable.from([]) }, never)
    assert.equal(uploaded.bytes, 0)
  })

  it('keeps its caption, formatted, and beside it when that is too long for one event', async () => {
    const room = await stand.matrix.createRoom(roomRequest())
    const file = { url: 'mxc://switchboard.test/abc', name: '../\u202egnp.exe\n', kind: 'file' } as const
    const rich = [{ type: 'styled', style: 'bold', children: [{ type: 'text', text: 'look' }] }] as const
    const post = (message: Message) =>
      stand.matrix.postAsGhost({ room, ghost: anna, key: nextKey(), message, at: 1, lookBack: false })
    const short = await stand.eventOf(room, await post({ kind: 'text', text: 'look', rich, file }))
    const { body, filename, formatted_body } = short.content as Record<string, unknown>
    assert.deepEqual([body, filename, formatted_body], ['look', 'gnp.exe', '<strong>look</strong>'])
    const text = '😀'.repeat(30_000)
    const long = await post({ kind: 'text', text, file })
    const events = (await stand.timeline(room)).filter(({ type }) => type === 'm.room.message').reverse()
    const bodies = events.slice(1).map((event) => (event['content'] as Json)['body'])
    assert.equal(events[1]?.['event_id'], long)
    assert.equal(bodies[0], 'gnp.exe')
    assert.equal(bodies.slice(1).join(''), text)
  })

  it('is refused when it is larger than the homeserver takes, and no more of it is read', async () => {
    const said = endless()
    const tooLarge = await refusal(stand.matrix.upload({ ...picture, stream: said.stream, bytes: limit + 1 }, never))
    assert.deepEqual([tooLarge.kind, tooLarge.errcode], ['refused', 'M_TOO_LARGE'])
    assert.equal(tooLarge.said, 'larger than 1 MB, which is all that the homeserver takes')
    assert.ok(said.stream.destroyed)
    assert.equal(said.taken(), 0)
    const unsaid = endless()
    assert.equal(
      (await refusal(stand.matrix.upload({ ...picture, stream: unsaid.stream }, never))).errcode,
      'M_TOO_LARGE',
    )
    assert.ok(unsaid.stream.destroyed)
    assert.ok(unsaid.taken() < 2 * limit)
    const exact = Readable.from([Buffer.alloc(limit)])
    assert.equal((await stand.matrix.upload({ ...picture, stream: exact, bytes: limit }, never)).bytes, limit)
  })

  it('that the homeserver does not take stays a link, of which the reason is known', async () => {
    const bring = (content: string, matrix = stand.matrix, attempts = 0) => {
      const file = loopbackFile('a.txt', 'text/plain', content)
      const network = { openFile: async () => openLoopbackFile(file) }
      const ways = { network, matrix, remoteFiles: undefined, transfers: createTransfers() }
      return bringFile({ file, ghost: anna, attempts }, ways)
    }
    const taken = await bring('x')
    assert.equal(taken.kind === 'there' && taken.file.contentType, 'text/plain')
    const reason = 'it is larger than the homeserver takes'
    assert.deepEqual(await bring('x'.repeat(limit + 1)), { kind: 'link', reason })
    const outsider = stand.adapter({ asToken: 'as-token-of-limited' })
    const refused = await bring('x', outsider)
    assert.match(refused.kind === 'link' ? (refused.reason ?? '') : '', /^the homeserver does not take it: /)
    const nowhere = stand.adapter({ homeserverUrl: 'http://127.0.0.1:1' })
    assert.equal((await bring('x', nowhere)).kind, 'later')
    assert.equal((await bring('x', nowhere, 4)).kind, 'link')
  })

  it('that breaks off says why, and one that takes too long ends', async () => {
    const broken = new Error('the source broke off')
    const stream = new Readable({ read() {} })
    stream.push('x')
    const waiting = stand.matrix.upload({ ...picture, stream }, never)
    stream.destroy(broken)
    await assert.rejects(waiting, broken)
    const stuck = new Readable({ read() {} })
    const control = new AbortController()
    const stopped = stand.matrix.upload({ ...picture, stream: stuck }, control.signal)
    control.abort()
    await assert.rejects(stopped, { name: 'AbortError' })
    assert.ok(stuck.destroyed)
  })

  it('is asked for again later when the homeserver is not there, and by one whose user it does not know yet', async () => {
    const nowhere = stand.adapter({ homeserverUrl: 'http://127.0.0.1:1' })
    const failure = await refusal(nowhere.upload({ ...picture, stream: Readable.from(['x']) }, never))
    assert.equal(failure.kind, 'retry')
    const ghost = { localpart: 'switchboard_newcomer', displayName: 'New' }
    assert.match((await stand.matrix.upload({ ...picture, ghost, stream: Readable.from(['x']) }, never)).mxc, /^mxc:/)
  })

  it('goes to older homeservers too, and what is no answer is no address', async () => {
    const { url, asked, server } = await stubServer(404, { errcode: 'M_UNRECOGNIZED', error: 'what?' })
    const old = stand.adapter({ homeserverUrl: url })
    await assert.rejects(old.upload({ ...picture, stream: Readable.from(['x']) }, never), MatrixError)
    old.close()
    server.close()
    assert.deepEqual(
      asked.map((one) => one.split('?')[0]),
      ['GET /_matrix/client/v1/media/config', 'GET /_matrix/media/v3/config', 'POST /_matrix/media/v3/upload'],
    )
  })
})
