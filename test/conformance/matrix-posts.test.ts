import assert from 'node:assert/strict'
import type { AgentId, EffectKey, RoomId } from '../../src/core/ids.ts'
import type { Message } from '../../src/core/message/message.ts'
import type { Ghost } from '../../src/ports/matrix.ts'
import type { Json } from '../support/matrix-api.ts'
import { anna, annaId, matrixStand, nextKey, refusal, roomRequest, says } from '../support/matrix-stand.ts'

const asGhost = (path: string) => `${path}?user_id=${annaId}`

describe('what customers and the bot say in Matrix', function () {
  this.timeout(60_000)
  const stand = matrixStand({})

  describe('a ghost', () => {
    it('takes another name', async () => {
      const ghost = { localpart: 'switchboard_renamed', displayName: 'Before' }
      await stand.matrix.ensureGhost(ghost)
      await Promise.all([stand.matrix.ensureGhost(ghost), stand.matrix.ensureGhost({ ...ghost, displayName: 'After' })])
      const user = '@switchboard_renamed:switchboard.test' as AgentId
      assert.equal((await stand.asBot('GET', `/profile/${user}/displayname`)).body['displayname'], 'After')
      await stand.matrix.ensureGhost({ ...ghost, displayName: `${'x'.repeat(400)}\u0000` })
      assert.equal(await stand.matrix.displayNameOf(user), 'x'.repeat(250))
    })

    it('outside our namespace is refused', async () => {
      const failure = await refusal(stand.matrix.ensureGhost({ localpart: 'somebody', displayName: 'x' }))
      assert.equal(failure.kind, 'refused')
    })

    it('that lost its device, or was removed from the room, speaks again', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      assert.equal((await stand.asBot('DELETE', asGhost('/devices/SWITCHBOARD'), {})).status, 200)
      await stand.matrix.postAsGhost({
        room,
        ghost: anna,
        key: nextKey(),
        message: says('one'),
        at: 1,
        lookBack: false,
      })
      await stand.asBot('POST', `/rooms/${encodeURIComponent(room)}/kick`, { user_id: annaId })
      const id = await stand.matrix.postAsGhost({
        room,
        ghost: anna,
        key: nextKey(),
        message: says('two'),
        at: 2,
        lookBack: false,
      })
      assert.equal((await stand.eventOf(room, id)).content['body'], 'two')
    })
  })

  describe('a post', () => {
    it("[I2] with the same key is the same event, also after the homeserver's restart", async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const post = {
        room,
        ghost: anna,
        key: nextKey(),
        message: says('hello'),
        at: 1_700_000_000_000,
        lookBack: false,
      }
      const note = { room, key: nextKey(), message: says('card'), lookBack: false }
      const ids = [await stand.matrix.postAsGhost(post), await stand.matrix.postAsBot(note)]
      assert.deepEqual([await stand.matrix.postAsGhost(post), await stand.matrix.postAsBot(note)], ids)
      await stand.synapse.kill()
      assert.equal((await refusal(stand.matrix.postAsGhost(post))).kind, 'retry')
      await stand.synapse.startAgain()
      assert.deepEqual([await stand.matrix.postAsGhost(post), await stand.matrix.postAsBot(note)], ids)
      assert.deepEqual([await stand.adapter().postAsGhost(post), await stand.adapter().postAsBot(note)], ids)
      assert.equal((await stand.timeline(room)).filter(({ type }) => type === 'm.room.message').length, 2)
    })

    it('[I2] of which the homeserver forgot the key is found in the room', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const stamp = (key: EffectKey) => ({
        msgtype: 'm.text',
        body: 'x',
        'im.switchboard.key': key,
        'im.switchboard.instance': 'test',
      })
      const key = nextKey()
      const at = 1_700_000_000_000
      const put = async (content: object, n: string, query: string) =>
        (await stand.asBot('PUT', `/rooms/${encodeURIComponent(room)}/send/m.room.message/${n}?${query}`, content))
          .body['event_id']
      const asTheGhost = `user_id=${annaId}&ts=${at}`
      const earlier = await put(stamp(key), 'a', asTheGhost)
      await put({ ...stamp(key), 'im.switchboard.instance': 'another database' }, 'b', asTheGhost)
      const byBot = await put(stamp(key), 'c', 'ts=1')
      await Promise.all(Array.from({ length: 120 }, (_, n) => put(stamp(nextKey()), `more${n}`, asTheGhost)))
      const post = { room, ghost: anna, key, message: says('x'), at, lookBack: true }
      assert.equal(await stand.matrix.postAsGhost(post), earlier)
      assert.equal(await stand.matrix.postAsBot({ room, key, message: says('x'), lookBack: true }), byBot)
      assert.notEqual(await stand.matrix.postAsGhost({ ...post, key: nextKey() }), earlier)
      assert.notEqual(await stand.matrix.postAsGhost({ ...post, key: nextKey(), at: at + 1 }), earlier)
      assert.notEqual(await stand.matrix.postAsGhost({ ...post, lookBack: false }), earlier)
    })

    it('of two ghosts in one room is two events', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const bert: Ghost = { localpart: 'switchboard_bert', displayName: 'Bert' }
      const posts = [anna, bert, anna, bert].map((ghost, n) =>
        stand.matrix.postAsGhost({ room, ghost, key: nextKey(), message: says(`${n}`), at: n, lookBack: false }),
      )
      assert.equal(new Set(await Promise.all(posts)).size, 4)
    })

    it('shows time, kind, formatting, quote and where it came from', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const key = nextKey()
      const message: Message = {
        kind: 'emote',
        text: 'waves <b>',
        rich: [{ type: 'styled', style: 'bold', children: [{ type: 'text', text: 'waves <b>' }] }],
        replyTo: { author: 'Bob', text: 'hi\nthere' },
      }
      const remoteId = 'msg-1' as never
      const id = await stand.matrix.postAsGhost({
        room,
        ghost: anna,
        key,
        message,
        at: 1_600_000_000_000.7,
        remoteId,
        lookBack: false,
      })
      const { content, sender, origin_server_ts } = await stand.eventOf(room, id)
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
      const room = await stand.matrix.createRoom(roomRequest())
      const file = {
        url: 'mxc://switchboard.test/abc',
        name: 'a.png',
        kind: 'image',
        contentType: 'image/png',
        bytes: 5,
      } as const
      const note = await stand.matrix.postAsBot({ room, key: nextKey(), message: says('card'), lookBack: false })
      assert.equal((await stand.eventOf(room, note)).content['msgtype'], 'm.notice')
      const post = (message: Message) =>
        stand.matrix.postAsGhost({ room, ghost: anna, key: nextKey(), message, at: 1, lookBack: false })
      const picture = (await stand.eventOf(room, await post({ kind: 'text', text: 'a.png', file }))).content
      assert.deepEqual(
        [picture['msgtype'], picture['url'], picture['info']],
        ['m.image', file.url, { mimetype: 'image/png', size: 5 }],
      )
      const link = { ...file, url: 'https://upload.example/1' }
      assert.equal(
        (await stand.eventOf(room, await post({ kind: 'text', text: 'a.png', file: link }))).content['body'],
        'a.png: https://upload.example/1',
      )
    })

    it('[I2] that is the card becomes another one where it stands; what is wiped leaves nothing of it', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const post = (words: string) => ({ room, key: nextKey(), message: says(words), lookBack: false })
      const renew = async (words: string, wipes: boolean) => {
        const card = { ...post(words), wipes }
        await stand.matrix.renewCard(card)
        const sent = await stand.timeline(room)
        for (const lookBack of [false, true]) await stand.matrix.renewCard({ ...card, lookBack })
        assert.equal((await stand.timeline(room)).length, sent.length, 'a repeat does nothing more')
      }
      const shown = async () =>
        (await stand.timeline(room))
          .filter(({ type, content }) => type === 'm.room.message' && Object.hasOwn(content as Json, 'body'))
          .map(({ content }) => content as Json)
      await renew('no card yet', true)
      await renew('no card yet', false)
      assert.deepEqual(await shown(), [])
      const first = await stand.matrix.postAsBot({ ...post('my password is 12345'), isCard: true })
      await stand.matrix.postAsBot(post('a note'))
      await renew('my password is 1234', false)
      const [edit] = await shown()
      assert.deepEqual(edit?.['m.relates_to'], { rel_type: 'm.replace', event_id: first })
      assert.equal((edit?.['m.new_content'] as Json | undefined)?.['body'], 'my password is 1234')
      for (const words of ['nothing', 'nothing at all']) {
        await renew(words, true)
        assert.deepEqual(
          (await shown()).map(({ body }) => body),
          [words, 'a note'],
        )
      }
      await renew('nothing, really', false)
      const [last, card] = await shown()
      assert.equal(card?.['body'], 'nothing at all')
      assert.equal((last?.['m.relates_to'] as Json | undefined)?.['rel_type'], 'm.replace')
      assert.doesNotMatch(JSON.stringify(await stand.timeline(room)), /1234/)
    })

    it('that is too long for one event goes as several, in order, and again as the same', async () => {
      const room = await stand.matrix.createRoom(roomRequest())
      const long = `${'ä€😀"\\\u0001\ud800'.repeat(8000)}\nend`
      const post = { room, ghost: anna, key: nextKey(), message: says(long), at: 5, lookBack: false }
      const first = await stand.matrix.postAsGhost(post)
      assert.equal(await stand.matrix.postAsGhost(post), first)
      const parts = (await stand.timeline(room)).filter(({ type }) => type === 'm.room.message').reverse()
      assert.ok(parts.length > 1)
      assert.equal(parts[0]?.['event_id'], first)
      const whole = parts.map((event) => (event['content'] as Json)['body']).join('')
      assert.equal(whole, `${'ä€😀"\\\ufffd'.repeat(8000)}\nend`)
    })

    it('as nobody we know, or to a room we are not in, is refused', async () => {
      const post = { ghost: anna, key: nextKey(), message: says('x'), at: 1, lookBack: false }
      const failure = await refusal(stand.matrix.postAsGhost({ ...post, room: '!unknown:switchboard.test' as RoomId }))
      assert.equal(failure.kind, 'refused')
    })
  })
})
