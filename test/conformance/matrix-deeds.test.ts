import assert from 'node:assert/strict'
import { readTransaction } from '../../src/http/read-transaction.ts'
import { anna, annaId, matrixStand, nextKey, refusal, roomRequest, says } from '../support/matrix-stand.ts'
import { waitFor } from '../support/wait-for.ts'

describe('what customers do in Matrix besides writing', function () {
  this.timeout(60_000)
  const stand = matrixStand({})
  const post = (room: Awaited<ReturnType<typeof stand.joinedRoom>>, text: string) =>
    stand.matrix.postAsGhost({ room, ghost: anna, key: nextKey(), message: says(text), at: 1, lookBack: false })

  it('[P20] an edit replaces what they wrote, also when it is repeated, and however long it is', async () => {
    const room = await stand.joinedRoom()
    const target = await post(room, 'the amount is 2')
    const edit = { room, ghost: anna, key: nextKey(), target, at: 2, lookBack: false }
    const id = await stand.matrix.editAsGhost({ ...edit, message: says('the amount is 20') })
    assert.equal(await stand.matrix.editAsGhost({ ...edit, message: says('the amount is 20') }), id)
    const { content } = await stand.eventOf(room, id)
    assert.deepEqual(content['m.relates_to'], { rel_type: 'm.replace', event_id: target })
    assert.deepEqual(content['m.new_content'], { msgtype: 'm.text', body: 'the amount is 20', 'm.mentions': {} })
    const replaced = (await stand.asAgent('GET', `/rooms/${encodeURIComponent(room)}/event/${target}`)).body
    assert.match(JSON.stringify(replaced['unsigned']), /the amount is 20/)
    const long = await stand.matrix.editAsGhost({ ...edit, key: nextKey(), message: says('ä"'.repeat(20_000)) })
    const parts = (await stand.timeline(room)).filter(({ type }) => type === 'm.room.message').slice(0, 3)
    assert.ok(parts.findIndex((event) => event['event_id'] === long) > 0)
  })

  it('[P20] what they take back is gone, also when that is repeated', async () => {
    const room = await stand.matrix.createRoom(roomRequest())
    const target = await post(room, 'a secret')
    const redaction = { room, ghost: anna, key: nextKey(), target }
    await stand.matrix.redactAsGhost(redaction)
    await stand.matrix.redactAsGhost(redaction)
    await stand.matrix.redactAsGhost({ ...redaction, key: nextKey() })
    assert.deepEqual((await stand.eventOf(room, target)).content, {})
  })

  it('[P20] a reaction is one, however often it is made, and can be taken back and made again', async () => {
    const room = await stand.matrix.createRoom(roomRequest())
    const target = await post(room, 'which one?')
    const react = () => stand.matrix.reactAsGhost({ room, ghost: anna, key: nextKey(), target, reaction: '🎉', at: 3 })
    const first = await react()
    assert.ok(first)
    const { content } = await stand.eventOf(room, first)
    assert.deepEqual(content['m.relates_to'], { rel_type: 'm.annotation', event_id: target, key: '🎉' })
    assert.equal(await react(), undefined)
    await stand.matrix.redactAsGhost({ room, ghost: anna, key: nextKey(), target: first })
    assert.ok(await react())
  })

  it('[P20] an answer is one, and has no quote in its text', async () => {
    const room = await stand.matrix.createRoom(roomRequest())
    const answers = await post(room, 'which one?')
    const message = { ...says('the second'), replyTo: { author: 'Mira', text: 'which one?' } }
    const id = await stand.matrix.postAsGhost({
      ...{ room, ghost: anna, key: nextKey(), message, at: 2, answers, lookBack: false },
    })
    const { content } = await stand.eventOf(room, id)
    assert.deepEqual(content['m.relates_to'], { 'm.in_reply_to': { event_id: answers } })
    assert.equal(content['body'], 'the second')
  })

  it('a ghost that was removed from the room comes back to do it', async () => {
    const room = await stand.matrix.createRoom(roomRequest())
    const target = await post(room, 'one')
    const kick = () => stand.asBot('POST', `/rooms/${encodeURIComponent(room)}/kick`, { user_id: annaId })
    await kick()
    await stand.matrix.redactAsGhost({ room, ghost: anna, key: nextKey(), target })
    await kick()
    assert.ok(await stand.matrix.reactAsGhost({ room, ghost: anna, key: nextKey(), target, reaction: '👍', at: 3 }))
  })

  it('what was never there is refused', async () => {
    const room = await stand.matrix.createRoom(roomRequest())
    const target = '$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' as Awaited<ReturnType<typeof post>>
    assert.equal(
      (await refusal(stand.matrix.redactAsGhost({ room, ghost: anna, key: nextKey(), target }))).kind,
      'refused',
    )
  })

  it('[P19] the agent sees them type, and how far they have read', async () => {
    const room = await stand.joinedRoom()
    const write = `/rooms/${encodeURIComponent(room)}/send/m.room.message/line`
    const line = (await stand.asAgent('PUT', write, { msgtype: 'm.text', body: 'please read' })).body['event_id']
    await stand.matrix.markRead(room, anna, line as Awaited<ReturnType<typeof post>>)
    const seen: string[] = []
    let since = ''
    const look = async (pattern: RegExp) => {
      const { body } = await stand.asAgent('GET', `/sync?timeout=0${since}`)
      since = `&since=${String(body['next_batch'])}`
      seen.push(JSON.stringify(body['rooms'] ?? {}))
      return pattern.test(seen.join('\n'))
    }
    await waitFor('the receipt', () => look(new RegExp(`\\{"${annaId}":\\{"ts"`)))
    await stand.matrix.setTyping(room, anna, true)
    await waitFor('the typing', () => look(new RegExp(`"user_ids":\\["${annaId}"\\]`)))
    await stand.matrix.setTyping(room, anna, false)
    await waitFor('the end of it', () => look(/"user_ids":\[\]/))
  })

  it('[P19] we are told that the agent types', async () => {
    const room = await stand.joinedRoom()
    const { userId } = stand.agent
    await stand.asAgent('PUT', `/rooms/${encodeURIComponent(room)}/typing/${userId}`, { typing: true, timeout: 20_000 })
    const typing = await waitFor('the typing', () =>
      stand.bodies
        .flatMap((body) => readTransaction('1', Buffer.from(body))?.ephemeral ?? [])
        .find((event) => (event as { room_id?: string }).room_id === room),
    )
    assert.deepEqual(typing, { type: 'm.typing', room_id: room, content: { user_ids: [userId] } })
  })
})
