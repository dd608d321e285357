import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { AgentId, ConversationId, EffectKey, RoomId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import { createMatrix } from '../../src/matrix/create-matrix.ts'
import type { MatrixSettings } from '../../src/matrix/settings.ts'
import { type Ghost, MatrixError, type RoomRequest } from '../../src/ports/matrix.ts'
import { needServers } from '../servers/installed.ts'
import { type Synapse, type SynapseUser, startSynapse } from '../servers/synapse.ts'
import { type Json, type MatrixApi, matrixApi } from '../support/matrix-api.ts'
import { matrixDeps, matrixSettings, writeRegistration } from '../support/matrix-settings.ts'
import { waitFor } from '../support/wait-for.ts'

const anna: Ghost = { localpart: 'switchboard_anna', displayName: 'Anna' }
const annaId = '@switchboard_anna:switchboard.test'
const botId = '@switchboard:switchboard.test'
const says = (words: string): Message => ({ kind: 'text', text: words })

let keys = 0
const nextKey = (): EffectKey => `7:${++keys}:0` as EffectKey

function roomRequest(changes: Partial<RoomRequest> = {}): RoomRequest {
  return {
    key: nextKey(),
    conversation: 7 as ConversationId,
    description: { name: 'Anna · billing · IRC', topic: 'billing on Libera' },
    ghost: anna,
    network: { id: 'libera', type: 'irc', displayName: 'Libera Chat' },
    chat: 'anna',
    chatDisplayName: 'anna',
    ...changes,
  }
}

const listening = async (server: Server): Promise<string> => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function unlessLater(error: unknown): undefined {
  if (!(error instanceof MatrixError) || error.failure.kind !== 'retry') throw error
}

/** Answers everything alike and keeps what was asked. */
async function stubServer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  return { url: await listening(server), asked, server }
}

for (const roomVersion of ['10', '12']) {
  describe(`Matrix with rooms of version ${roomVersion}`, function () {
    this.timeout(60_000)
    let synapse: Synapse
    let agent: SynapseUser
    let asAgent: MatrixApi
    let asBot: MatrixApi
    let appservice: Awaited<ReturnType<typeof stubServer>>
    let matrix: ReturnType<typeof createMatrix>

    const adapter = (changes: Partial<MatrixSettings> = {}) =>
      createMatrix(matrixSettings(synapse.url, changes), matrixDeps())
    const stateOf = async (room: RoomId, type: string, key = ''): Promise<Json> =>
      (await asBot('GET', `/rooms/${encodeURIComponent(room)}/state/${type}/${encodeURIComponent(key)}`)).body
    const timeline = async (room: RoomId): Promise<Json[]> =>
      (await asBot('GET', `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100`)).body['chunk'] as Json[]
    const eventOf = async (
      room: RoomId,
      id: string,
    ): Promise<{ content: Json; sender: string; origin_server_ts: number }> =>
      (await asBot('GET', `/rooms/${encodeURIComponent(room)}/event/${encodeURIComponent(id)}`)).body as never
    const asGhost = (path: string) => `${path}${path.includes('?') ? '&' : '?'}user_id=${annaId}`
    const refusal = async (promise: Promise<unknown>) => {
      const error = await promise.then(
        () => assert.fail('was not refused'),
        (reason: unknown) => reason,
      )
      assert.ok(error instanceof MatrixError, String(error))
      return error.failure
    }

    before(async function () {
      needServers(this, 'synapse')
      appservice = await stubServer(200, {})
      const registrations = [
        writeRegistration(appservice.url),
        writeRegistration(appservice.url, { id: 'limited', rate_limited: true }),
      ]
      const settings = { rc_message: { per_second: 0.01, burst_count: 5 } }
      synapse = await startSynapse({ roomVersion, registrations, settings })
      agent = await synapse.registerUser('alice', 'password')
      asAgent = matrixApi(synapse.url, agent.accessToken)
      asBot = matrixApi(synapse.url, 'as-token-of-switchboard')
      matrix = adapter()
    })
    after(async () => {
      matrix?.close()
      await synapse?.stop()
      appservice?.server.close()
    })

    const agentId = () => agent.userId as AgentId
    async function joinedRoom(): Promise<RoomId> {
      const room = await matrix.createRoom(roomRequest())
      await matrix.invite(room, agentId(), 'come')
      assert.equal((await asAgent('POST', `/join/${encodeURIComponent(room)}`, {})).status, 200)
      return room
    }

    describe('a room', () => {
      it('has the ghost in it, says what it bridges and is closed to guests', async () => {
        const room = await matrix.createRoom(roomRequest())
        assert.deepEqual(
          await matrix.membersOf(room),
          new Map([
            [annaId, 'join'],
            [botId, 'join'],
          ]),
        )
        assert.equal((await stateOf(room, 'm.room.create'))['room_version'], roomVersion)
        assert.equal((await stateOf(room, 'm.room.name'))['name'], 'Anna · billing · IRC')
        assert.equal((await stateOf(room, 'm.room.topic'))['topic'], 'billing on Libera')
        assert.equal((await stateOf(room, 'm.room.join_rules'))['join_rule'], 'invite')
        assert.equal((await stateOf(room, 'm.room.guest_access'))['guest_access'], 'forbidden')
        assert.equal((await stateOf(room, 'm.room.history_visibility'))['history_visibility'], 'shared')
        assert.equal((await stateOf(room, 'm.room.member', annaId))['displayname'], 'Anna')
        const info = await stateOf(room, 'm.bridge', 'switchboard.test/switchboard')
        assert.deepEqual(info, await stateOf(room, 'uk.half-shot.bridge', 'switchboard.test/switchboard'))
        assert.deepEqual(info['protocol'], { id: 'irc', displayname: 'IRC' })
        assert.deepEqual(info['network'], { id: 'libera', displayname: 'Libera Chat' })
        assert.deepEqual(info['channel'], { id: 'anna', displayname: 'anna' })
      })

      it('obeys only the bot', async () => {
        const room = await joinedRoom()
        const at = `/rooms/${encodeURIComponent(room)}`
        const attempts = await Promise.all([
          asAgent('PUT', `${at}/state/m.room.encryption/`, { algorithm: 'm.megolm.v1.aes-sha2' }),
          asAgent('PUT', `${at}/state/m.room.name/`, { name: 'mine' }),
          asAgent('PUT', `${at}/state/m.room.tombstone/`, { body: 'x', replacement_room: '!x:y' }),
          asAgent('POST', `${at}/invite`, { user_id: '@carol:switchboard.test' }),
          asAgent('POST', `${at}/kick`, { user_id: annaId }),
          asAgent('POST', `${at}/ban`, { user_id: annaId }),
          asBot('PUT', asGhost(`${at}/state/m.room.name/`), { name: 'mine' }),
        ])
        assert.deepEqual(
          attempts.map(({ status }) => status),
          Array(7).fill(403),
        )
        assert.equal(await matrix.isEncrypted(room), false)
      })

      it('gives agents the power of the configuration, ghosts none', async () => {
        const room = await adapter({ agentPower: 50 }).createRoom(roomRequest())
        const { users, users_default } = await stateOf(room, 'm.room.power_levels')
        assert.equal(users_default, 50)
        assert.deepEqual(users, { [annaId]: 0, ...(roomVersion === '10' && { [botId]: 100 }) })
      })

      it('[I2] is made once, also by another process and at the same time', async () => {
        const request = roomRequest()
        const room = await matrix.createRoom(request)
        assert.equal(await matrix.createRoom(request), room)
        assert.equal(await adapter().createRoom(request), room)
        assert.notEqual(await matrix.createRoom(roomRequest()), room)
        const both = roomRequest()
        const patiently = (from: typeof matrix) => waitFor('the room', () => from.createRoom(both).catch(unlessLater))
        const [one, two] = await Promise.all([patiently(matrix), patiently(adapter())])
        assert.equal(one, two)
      })

      it('[I2] that was half made is completed', async () => {
        const request = roomRequest()
        const marker = { 'im.switchboard.conversation': { instance: 'test', key: request.key } }
        const alias = `switchboard_test.${request.key.replaceAll(':', '.')}`
        const half = await asBot('POST', '/createRoom', {
          preset: 'public_chat',
          room_alias_name: alias,
          creation_content: marker,
        })
        assert.equal(half.status, 200, JSON.stringify(half.body))
        const room = await matrix.createRoom(request)
        assert.equal(room, half.body['room_id'])
        assert.deepEqual([...(await matrix.membersOf(room)).keys()].sort(), [botId, annaId].sort())
        assert.equal((await stateOf(room, 'm.room.join_rules'))['join_rule'], 'invite')
        assert.equal((await stateOf(room, 'm.room.power_levels'))['invite'], 100)
        assert.equal((await stateOf(room, 'm.room.topic'))['topic'], 'billing on Libera')
        assert.ok((await stateOf(room, 'm.bridge', 'switchboard.test/switchboard'))['channel'])
      })

      it('is never one that something else made, nor one that was never finished', async () => {
        const foreign = roomRequest()
        const name = (request: RoomRequest) => `switchboard_test.${request.key.replaceAll(':', '.')}`
        const other = await asBot('POST', '/createRoom', { room_alias_name: name(foreign) })
        const room = await matrix.createRoom(foreign)
        assert.notEqual(room, other.body['room_id'])
        assert.equal(await adapter().createRoom(foreign), room)

        const unfinished = roomRequest()
        const alias = encodeURIComponent(`#${name(unfinished)}:switchboard.test`)
        const gone = await asBot('POST', '/createRoom', {})
        await asBot('PUT', `/directory/room/${alias}`, { room_id: gone.body['room_id'] })
        await asBot('POST', `/rooms/${encodeURIComponent(String(gone.body['room_id']))}/leave`, {})
        await asBot('POST', `/rooms/${encodeURIComponent(String(gone.body['room_id']))}/forget`, {})
        const made = await waitFor('another room', () => matrix.createRoom(unfinished).catch(unlessLater))
        assert.notEqual(made, gone.body['room_id'])
      })

      it('gets another name and topic, and nothing when they are the same', async () => {
        const room = await matrix.createRoom(roomRequest())
        const description = { name: 'Anna · tech · IRC', topic: 'tech <b>' }
        await matrix.describeRoom(room, description)
        const count = (await timeline(room)).length
        await matrix.describeRoom(room, description)
        assert.equal((await stateOf(room, 'm.room.name'))['name'], description.name)
        assert.equal((await timeline(room)).length, count)
      })

      it('is left by ghost and agents when it is archived', async () => {
        const room = await joinedRoom()
        await matrix.archiveRoom(room, anna)
        await matrix.archiveRoom(room, anna)
        assert.deepEqual(await matrix.membersOf(room), new Map([[botId, 'join']]))
        const kept = await joinedRoom()
        await adapter({ removeAgentsOnArchive: false }).archiveRoom(kept, anna)
        assert.deepEqual(
          await matrix.membersOf(kept),
          new Map([
            [agent.userId, 'join'],
            [botId, 'join'],
          ]),
        )
      })
    })

    describe('a ghost', () => {
      it('takes another name', async () => {
        const ghost = { localpart: 'switchboard_renamed', displayName: 'Before' }
        await matrix.ensureGhost(ghost)
        await Promise.all([matrix.ensureGhost(ghost), matrix.ensureGhost({ ...ghost, displayName: 'After' })])
        const user = '@switchboard_renamed:switchboard.test' as AgentId
        assert.equal((await asBot('GET', `/profile/${user}/displayname`)).body['displayname'], 'After')
        await matrix.ensureGhost({ ...ghost, displayName: `${'x'.repeat(400)}\u0000` })
        assert.equal(await matrix.displayNameOf(user), 'x'.repeat(250))
      })

      it('outside our namespace is refused', async () => {
        const failure = await refusal(matrix.ensureGhost({ localpart: 'somebody', displayName: 'x' }))
        assert.equal(failure.kind, 'refused')
      })

      it('that lost its device, or was removed from the room, speaks again', async () => {
        const room = await matrix.createRoom(roomRequest())
        assert.equal((await asBot('DELETE', asGhost('/devices/SWITCHBOARD'), {})).status, 200)
        await matrix.postAsGhost({ room, ghost: anna, key: nextKey(), message: says('one'), at: 1, lookBack: false })
        await asBot('POST', `/rooms/${encodeURIComponent(room)}/kick`, { user_id: annaId })
        const id = await matrix.postAsGhost({
          room,
          ghost: anna,
          key: nextKey(),
          message: says('two'),
          at: 2,
          lookBack: false,
        })
        assert.equal((await eventOf(room, id)).content['body'], 'two')
      })
    })

    describe('a post', () => {
      it("[I2] with the same key is the same event, also after the homeserver's restart", async () => {
        const room = await matrix.createRoom(roomRequest())
        const post = {
          room,
          ghost: anna,
          key: nextKey(),
          message: says('hello'),
          at: 1_700_000_000_000,
          lookBack: false,
        }
        const note = { room, key: nextKey(), message: says('card'), lookBack: false }
        const ids = [await matrix.postAsGhost(post), await matrix.postAsBot(note)]
        assert.deepEqual([await matrix.postAsGhost(post), await matrix.postAsBot(note)], ids)
        await synapse.kill()
        assert.equal((await refusal(matrix.postAsGhost(post))).kind, 'retry')
        await synapse.startAgain()
        assert.deepEqual([await matrix.postAsGhost(post), await matrix.postAsBot(note)], ids)
        assert.deepEqual([await adapter().postAsGhost(post), await adapter().postAsBot(note)], ids)
        assert.equal((await timeline(room)).filter(({ type }) => type === 'm.room.message').length, 2)
      })

      it('[I2] of which the homeserver forgot the key is found in the room', async () => {
        const room = await matrix.createRoom(roomRequest())
        const stamp = (key: EffectKey) => ({
          msgtype: 'm.text',
          body: 'x',
          'im.switchboard.key': key,
          'im.switchboard.instance': 'test',
        })
        const key = nextKey()
        const at = 1_700_000_000_000
        const put = async (content: object, n: string, query: string) =>
          (await asBot('PUT', `/rooms/${encodeURIComponent(room)}/send/m.room.message/${n}?${query}`, content)).body[
            'event_id'
          ]
        const asTheGhost = `user_id=${annaId}&ts=${at}`
        const earlier = await put(stamp(key), 'a', asTheGhost)
        await put({ ...stamp(key), 'im.switchboard.instance': 'another database' }, 'b', asTheGhost)
        const byBot = await put(stamp(key), 'c', 'ts=1')
        await Promise.all(Array.from({ length: 120 }, (_, n) => put(stamp(nextKey()), `more${n}`, asTheGhost)))
        const post = { room, ghost: anna, key, message: says('x'), at, lookBack: true }
        assert.equal(await matrix.postAsGhost(post), earlier)
        assert.equal(await matrix.postAsBot({ room, key, message: says('x'), lookBack: true }), byBot)
        assert.notEqual(await matrix.postAsGhost({ ...post, key: nextKey() }), earlier)
        assert.notEqual(await matrix.postAsGhost({ ...post, key: nextKey(), at: at + 1 }), earlier)
        assert.notEqual(await matrix.postAsGhost({ ...post, lookBack: false }), earlier)
      })

      it('of two ghosts in one room is two events', async () => {
        const room = await matrix.createRoom(roomRequest())
        const bert: Ghost = { localpart: 'switchboard_bert', displayName: 'Bert' }
        const posts = [anna, bert, anna, bert].map((ghost, n) =>
          matrix.postAsGhost({ room, ghost, key: nextKey(), message: says(`${n}`), at: n, lookBack: false }),
        )
        assert.equal(new Set(await Promise.all(posts)).size, 4)
      })

      it('shows time, kind, formatting, quote and where it came from', async () => {
        const room = await matrix.createRoom(roomRequest())
        const key = nextKey()
        const message: Message = {
          kind: 'emote',
          text: 'waves <b>',
          rich: [{ type: 'styled', style: 'bold', children: [{ type: 'text', text: 'waves <b>' }] }],
          replyTo: { author: 'Bob', text: 'hi\nthere' },
        }
        const remoteId = 'msg-1' as never
        const id = await matrix.postAsGhost({
          room,
          ghost: anna,
          key,
          message,
          at: 1_600_000_000_000.7,
          remoteId,
          lookBack: false,
        })
        const { content, sender, origin_server_ts } = await eventOf(room, id)
        assert.equal(sender, annaId)
        assert.equal(origin_server_ts, 1_600_000_000_000)
        assert.deepEqual(content, {
          msgtype: 'm.emote',
          body: '> Bob: hi\n> there\n\nwaves <b>',
          format: 'org.matrix.custom.html',
          formatted_body: '<blockquote><strong>Bob</strong>: hi<br>there</blockquote><strong>waves &lt;b&gt;</strong>',
          'm.mentions': {},
          'im.switchboard.key': key,
          'im.switchboard.instance': 'test',
          'im.switchboard.remote_id': 'msg-1',
        })
      })

      it('of the bot is a notice, a file of the homeserver a file, another one its address', async () => {
        const room = await matrix.createRoom(roomRequest())
        const file = {
          url: 'mxc://switchboard.test/abc',
          name: 'a.png',
          kind: 'image',
          contentType: 'image/png',
          bytes: 5,
        } as const
        const note = await matrix.postAsBot({ room, key: nextKey(), message: says('card'), lookBack: false })
        assert.equal((await eventOf(room, note)).content['msgtype'], 'm.notice')
        const post = (message: Message) =>
          matrix.postAsGhost({ room, ghost: anna, key: nextKey(), message, at: 1, lookBack: false })
        const picture = (await eventOf(room, await post({ kind: 'text', text: 'a.png', file }))).content
        assert.deepEqual(
          [picture['msgtype'], picture['url'], picture['info']],
          ['m.image', file.url, { mimetype: 'image/png', size: 5 }],
        )
        const link = { ...file, url: 'https://upload.example/1' }
        assert.equal(
          (await eventOf(room, await post({ kind: 'text', text: 'a.png', file: link }))).content['body'],
          'a.png: https://upload.example/1',
        )
      })

      it('that is too long for one event goes as several, in order, and again as the same', async () => {
        const room = await matrix.createRoom(roomRequest())
        const long = `${'ä€😀"\\\u0001\ud800'.repeat(8000)}\nend`
        const post = { room, ghost: anna, key: nextKey(), message: says(long), at: 5, lookBack: false }
        const first = await matrix.postAsGhost(post)
        assert.equal(await matrix.postAsGhost(post), first)
        const parts = (await timeline(room)).filter(({ type }) => type === 'm.room.message').reverse()
        assert.ok(parts.length > 1)
        assert.equal(parts[0]?.['event_id'], first)
        const whole = parts.map((event) => (event['content'] as Json)['body']).join('')
        assert.equal(whole, `${'ä€😀"\\\ufffd'.repeat(8000)}\nend`)
      })

      it('as nobody we know, or to a room we are not in, is refused', async () => {
        const post = { ghost: anna, key: nextKey(), message: says('x'), at: 1, lookBack: false }
        const failure = await refusal(matrix.postAsGhost({ ...post, room: '!unknown:switchboard.test' as RoomId }))
        assert.equal(failure.kind, 'refused')
      })
    })

    describe('an agent', () => {
      it('is invited with a reason, once, and removed once', async () => {
        const room = await matrix.createRoom(roomRequest())
        assert.equal(await matrix.invite(room, agentId(), 'Anna asks about billing'), 'invited')
        assert.equal(await matrix.invite(room, agentId(), 'Anna asks about billing'), 'already')
        const invited = await stateOf(room, 'm.room.member', agent.userId)
        assert.equal(invited['reason'], 'Anna asks about billing')
        await asAgent('POST', `/join/${encodeURIComponent(room)}`, {})
        assert.equal(await matrix.invite(room, agentId(), 'x'), 'already')
        await matrix.remove(room, agentId(), 'taken by another')
        const count = (await timeline(room)).length
        await matrix.remove(room, agentId(), 'taken by another')
        await matrix.remove(room, '@nobody:switchboard.test' as AgentId, 'x')
        assert.equal((await timeline(room)).length, count)
        assert.equal(await matrix.invite(room, agentId(), 'again'), 'invited')
        await matrix.remove(room, agentId(), 'timed out')
        assert.equal((await stateOf(room, 'm.room.member', agent.userId))['membership'], 'leave')
      })

      it('who left by themselves is not removed', async () => {
        const room = await joinedRoom()
        await asAgent('POST', `/rooms/${encodeURIComponent(room)}/leave`, {})
        await matrix.remove(room, agentId(), 'x')
        assert.equal((await stateOf(room, 'm.room.member', agent.userId))['reason'], undefined)
      })

      it('is called by the name they gave themselves', async () => {
        await asAgent('PUT', `/profile/${agent.userId}/displayname`, { displayname: 'Alice A.' })
        assert.equal(await adapter().displayNameOf(agentId()), 'Alice A.')
        assert.equal(await matrix.displayNameOf('@nobody:switchboard.test' as AgentId), undefined)
      })
    })

    describe('the direct room', () => {
      it('is one, unencrypted, also for another process', async () => {
        const [room, same] = await Promise.all([matrix.directRoom(agentId()), matrix.directRoom(agentId())])
        assert.equal(room, same)
        assert.equal(await matrix.directRoom(agentId()), room)
        assert.equal(await adapter().directRoom(agentId()), room)
        assert.equal(await matrix.isEncrypted(room), false)
        assert.equal((await stateOf(room, 'm.room.member', agent.userId))['is_direct'], true)
        const remembered = await asBot('GET', `/user/${botId}/account_data/m.direct`)
        assert.deepEqual(remembered.body[agent.userId], [room])
        await asAgent('POST', `/rooms/${encodeURIComponent(room)}/leave`, {})
        assert.equal(await matrix.directRoom(agentId()), room)
        assert.equal((await matrix.membersOf(room)).get(agent.userId), 'invite')
      })

      it('is the one that the person made, unless it is encrypted', async () => {
        const carol = await synapse.registerUser('carol', 'password')
        const asCarol = matrixApi(synapse.url, carol.accessToken)
        const invite = { is_direct: true, invite: [botId], preset: 'trusted_private_chat' }
        const encryption = { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }
        const sealed = (await asCarol('POST', '/createRoom', { ...invite, initial_state: [encryption] })).body[
          'room_id'
        ] as RoomId
        await matrix.join(sealed)
        assert.equal(await matrix.isEncrypted(sealed), true)
        const ours = await matrix.directRoom(carol.userId as AgentId)
        assert.notEqual(ours, sealed)
        const dave = await synapse.registerUser('dave', 'password')
        const asDave = matrixApi(synapse.url, dave.accessToken)
        const open = (await asDave('POST', '/createRoom', invite)).body['room_id'] as RoomId
        await matrix.join(open)
        await matrix.join(open)
        assert.equal(await matrix.directRoom(dave.userId as AgentId), open)
      })
    })

    describe('a file', () => {
      it('comes as a stream with its type and size', async () => {
        const upload = await fetch(`${synapse.url}/_matrix/media/v3/upload?filename=a.txt`, {
          method: 'POST',
          headers: { authorization: `Bearer ${agent.accessToken}`, 'content-type': 'text/plain' },
          body: 'the content',
        })
        const { content_uri } = (await upload.json()) as { content_uri: string }
        const { stream, contentType, bytes } = await matrix.download(content_uri, new AbortController().signal)
        assert.equal(await text(stream), 'the content')
        assert.match(contentType, /^text\/plain/)
        assert.equal(bytes, 11)
        const link = matrix.publicLink({ url: content_uri, name: 'a.txt', kind: 'file' })
        assert.equal(link, `https://files.example/a.txt?of=${content_uri}`)
      })

      it('that is none is refused, and one that is given up is not waited for', async () => {
        for (const address of [
          'https://a.example/b',
          'mxc://switchboard.test/../x',
          'mxc://switchboard.test/nothing',
        ]) {
          assert.equal((await refusal(matrix.download(address, new AbortController().signal))).kind, 'refused')
        }
        const aborted = AbortSignal.abort(new Error('enough'))
        assert.equal((await refusal(matrix.download('mxc://switchboard.test/abc', aborted))).kind, 'retry')
      })
    })

    describe('the homeserver', () => {
      it('pings us, and says so when it cannot', async () => {
        assert.ok((await matrix.ping()) >= 0)
        assert.ok(appservice.asked.includes('POST /_matrix/app/v1/ping'))
      })

      it('that knows no ping is warned about', async () => {
        const other = await stubServer(404, { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' })
        const said: string[] = []
        await createMatrix(matrixSettings(other.url), matrixDeps(said)).ping()
        assert.match(said.join(), /cannot ping application services/)
        other.server.close()
      })

      it('that does not know our token, limits us or is not there can be tried later', async () => {
        const room = await matrix.createRoom(roomRequest())
        const stranger = await refusal(adapter({ asToken: 'wrong' }).membersOf(room))
        assert.deepEqual([stranger.kind, stranger.errcode], ['retry', 'M_UNKNOWN_TOKEN'])
        assert.match(stranger.text, /registration/)
        const gone = await refusal(createMatrix(matrixSettings('http://127.0.0.1:9'), matrixDeps()).ping())
        assert.equal(gone.kind, 'retry')
        const limited = adapter({
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
}
