import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import type { AgentId, RoomId } from '../../src/core/ids.ts'
import { createMatrix } from '../../src/matrix/create-matrix.ts'
import type { Ghost, MatrixError } from '../../src/ports/matrix.ts'
import { matrixApi } from '../support/matrix-api.ts'
import { matrixDeps, matrixSettings } from '../support/matrix-settings.ts'
import {
  anna,
  annaId,
  botId,
  matrixStand,
  nextKey,
  refusal,
  roomRequest,
  says,
  stubServer,
} from '../support/matrix-stand.ts'

describe('people and the homeserver', function () {
  this.timeout(60_000)
  const stand = matrixStand({})

  describe('an agent', () => {
    it('is invited with a reason, once, and removed once', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      assert.equal(await stand.matrix.invite(room, stand.agent.userId, 'Anna asks about billing'), 'invited')
      assert.equal(await stand.matrix.invite(room, stand.agent.userId, 'Anna asks about billing'), 'already')
      const invited = await stand.stateOf(room, 'm.room.member', stand.agent.userId)
      assert.equal(invited['reason'], 'Anna asks about billing')
      await stand.asAgent('POST', `/join/${encodeURIComponent(room)}`, {})
      assert.equal(await stand.matrix.invite(room, stand.agent.userId, 'x'), 'already')
      await stand.matrix.remove(room, stand.agent.userId, 'taken by another')
      const count = (await stand.timeline(room)).length
      await stand.matrix.remove(room, stand.agent.userId, 'taken by another')
      await stand.matrix.remove(room, '@nobody:switchboard.test' as AgentId, 'x')
      assert.equal((await stand.timeline(room)).length, count)
      assert.equal(await stand.matrix.invite(room, stand.agent.userId, 'again'), 'invited')
      await stand.matrix.remove(room, stand.agent.userId, 'timed out')
      assert.equal((await stand.stateOf(room, 'm.room.member', stand.agent.userId))['membership'], 'leave')
    })

    it('who left by themselves is not removed', async () => {
      const room = await stand.joinedRoom()
      await stand.asAgent('POST', `/rooms/${encodeURIComponent(room)}/leave`, {})
      await stand.matrix.remove(room, stand.agent.userId, 'x')
      assert.equal((await stand.stateOf(room, 'm.room.member', stand.agent.userId))['reason'], undefined)
    })

    it('is called by the name they gave themselves', async () => {
      await stand.asAgent('PUT', `/profile/${stand.agent.userId}/displayname`, { displayname: 'Alice A.' })
      assert.equal(await stand.adapter().displayNameOf(stand.agent.userId), 'Alice A.')
      assert.equal(await stand.matrix.displayNameOf('@nobody:switchboard.test' as AgentId), undefined)
    })

    it('has the picture they gave themselves', async () => {
      const painter = await stand.synapse.registerUser('painter', 'password')
      const asPainter = matrixApi(stand.synapse.url, painter.accessToken)
      await asPainter('PUT', `/profile/${painter.userId}/avatar_url`, { avatar_url: 'mxc://switchboard.test/mira' })
      assert.equal(await stand.adapter().avatarOf(painter.userId as AgentId), 'mxc://switchboard.test/mira')
      assert.equal(await stand.adapter().avatarOf(stand.agent.userId), undefined)
    })
  })

  describe('presence', () => {
    before(() => stand.joinedRoom())

    it('[F6] of an agent is known of those who share a room with us, and of nobody else', async () => {
      assert.equal(await stand.matrix.presenceOf('@nobody:switchboard.test' as AgentId), undefined)
      await stand.asAgent('PUT', `/presence/${stand.agent.userId}/status`, { presence: 'unavailable' })
      assert.equal(await stand.matrix.presenceOf(stand.agent.userId), 'unavailable')
    })

    it('[P19] of a customer is that of their ghost, with what they say of it', async () => {
      await stand.matrix.showPresence(anna, 'unavailable', `away: lunch\u202e${'x'.repeat(300)}`)
      const seen = (await stand.asAgent('GET', `/presence/${annaId}/status`)).body
      assert.equal(seen['presence'], 'unavailable')
      assert.match(String(seen['status_msg']), /^away: lunchx{188}…$/)
      await stand.matrix.showPresence(anna, 'online')
      const later = (await stand.asAgent('GET', `/presence/${annaId}/status`)).body
      assert.deepEqual([later['presence'], later['status_msg'] ?? ''], ['online', ''])
    })

    it('that a homeserver does not keep is not known, and one that refuses says so', async () => {
      const off = await stubServer(200, { presence: 'offline' })
      const refusing = await stubServer(403, { errcode: 'M_FORBIDDEN', error: 'no presence here' })
      const asking = ({ url }: { url: string }) => createMatrix(matrixSettings(url), matrixDeps())
      assert.equal(await asking(off).presenceOf(stand.agent.userId), undefined)
      assert.equal(await asking(refusing).presenceOf(stand.agent.userId), undefined)
      assert.equal((await refusal(asking(refusing).showPresence(anna, 'online'))).kind, 'refused')
      for (const { server } of [off, refusing]) server.close()
    })
  })

  describe('the direct room', () => {
    it('is one, unencrypted, also for another process', async () => {
      const [room, same] = await Promise.all([
        stand.matrix.directRoom(stand.agent.userId),
        stand.matrix.directRoom(stand.agent.userId),
      ])
      assert.equal(room, same)
      assert.equal(await stand.matrix.directRoom(stand.agent.userId), room)
      assert.equal(await stand.adapter().directRoom(stand.agent.userId), room)
      assert.equal(await stand.matrix.isEncrypted(room), false)
      assert.equal((await stand.stateOf(room, 'm.room.member', stand.agent.userId))['is_direct'], true)
      const remembered = await stand.asBot('GET', `/user/${botId}/account_data/m.direct`)
      assert.deepEqual(remembered.body[stand.agent.userId], [room])
      await stand.asAgent('POST', `/rooms/${encodeURIComponent(room)}/leave`, {})
      assert.equal(await stand.matrix.directRoom(stand.agent.userId), room)
      assert.equal((await stand.matrix.membersOf(room)).get(stand.agent.userId), 'invite')
    })

    it('is the one that the person made, unless it is encrypted', async () => {
      const carol = await stand.synapse.registerUser('carol', 'password')
      const asCarol = matrixApi(stand.synapse.url, carol.accessToken)
      const invite = { is_direct: true, invite: [botId], preset: 'trusted_private_chat' }
      const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }
      const sealed = (await asCarol('POST', '/createRoom', { ...invite, initial_state: [encryption] })).body[
        'room_id'
      ] as RoomId
      await stand.matrix.join(sealed)
      assert.equal(await stand.matrix.isEncrypted(sealed), true)
      const ours = await stand.matrix.directRoom(carol.userId as AgentId)
      assert.notEqual(ours, sealed)
      const dave = await stand.synapse.registerUser('dave', 'password')
      const asDave = matrixApi(stand.synapse.url, dave.accessToken)
      const open = (await asDave('POST', '/createRoom', invite)).body['room_id'] as RoomId
      await stand.matrix.join(open)
      await stand.matrix.join(open)
      assert.equal(await stand.matrix.directRoom(dave.userId as AgentId), open)
    })
  })

  describe('a file', () => {
    it('comes as a stream with its type and size', async () => {
      const upload = await fetch(`${stand.synapse.url}/_matrix/media/v3/upload?filename=a.txt`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stand.agent.accessToken}`, 'content-type': 'text/plain' },
        body: 'the content',
      })
      const { content_uri } = (await upload.json()) as { content_uri: string }
      const { stream, contentType, bytes } = await stand.matrix.download(content_uri, new AbortController().signal)
      assert.equal(await text(stream), 'the content')
      assert.match(contentType, /^text\/plain/)
      assert.equal(bytes, 11)
      const link = stand.matrix.publicLink({ url: content_uri, name: 'a.txt', kind: 'file' })
      assert.equal(link, `https://files.example/a.txt?of=${content_uri}`)
    })

    it('that is none is refused, and one that is given up is not waited for', async () => {
      for (const address of ['https://a.example/b', 'mxc://switchboard.test/../x', 'mxc://switchboard.test/nothing']) {
        assert.equal((await refusal(stand.matrix.download(address, new AbortController().signal))).kind, 'refused')
      }
      const aborted = AbortSignal.abort(new Error('enough'))
      assert.equal((await refusal(stand.matrix.download('mxc://switchboard.test/abc', aborted))).kind, 'retry')
    })
  })

  describe('the homeserver', () => {
    it('pings us, and says so when it cannot', async () => {
      assert.ok((await stand.matrix.ping()) >= 0)
      assert.ok(stand.asked.includes('POST /_matrix/app/v1/ping'))
    })

    it('that knows no ping is warned about', async () => {
      const other = await stubServer(404, { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' })
      const said: string[] = []
      await createMatrix(matrixSettings(other.url), matrixDeps(said)).ping()
      assert.match(said.join(), /cannot ping application services/)
      other.server.close()
    })

    it('that does not know our token, limits us or is not there can be tried later', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const stranger = await refusal(stand.adapter({ asToken: 'wrong' }).membersOf(room))
      assert.deepEqual([stranger.kind, stranger.errcode], ['retry', 'M_UNKNOWN_TOKEN'])
      assert.match(stranger.text, /registration/)
      const gone = await refusal(createMatrix(matrixSettings('http://127.0.0.1:9'), matrixDeps()).ping())
      assert.equal(gone.kind, 'retry')
      const limited = stand.adapter({
        appserviceId: 'limited',
        asToken: 'as-token-of-limited',
        botLocalpart: 'limited',
        usernameTemplate: 'limited_{{.}}',
      })
      const hasty: Ghost = { localpart: 'limited_hasty', displayName: 'Hasty' }
      const theirs = await limited.createRoom(roomRequest({ ghost: hasty }))
      const posts = Array.from({ length: 12 }, () =>
        limited.postAsGhost({
          room: theirs,
          ghost: hasty,
          key: nextKey(),
          message: says('x'),
          at: 1,
          lookBack: false,
        }),
      )
      const outcomes = await Promise.allSettled(posts)
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [(outcome.reason as MatrixError).failure] : [],
      )
      assert.ok(failures.length > 0)
      for (const failure of failures) {
        assert.equal(failure.kind, 'retry')
        assert.ok(failure.kind === 'retry' && (failure.retryAfterMs ?? 0) > 0)
      }
    })
  })
})
