import assert from 'node:assert/strict'
import type { AgentId, RoomId } from '../../src/core/ids.ts'
import { adminRoom, directRoomOf, mira, root, stranger, useDesk } from './support/desk.ts'

const bot = '@switchboard:hs'
const invited = '!new:hs' as RoomId

describe('the rooms in which people command', () => {
  const given = useDesk()

  it('are those to which somebody with the right invites the bot', async () => {
    const desk = given()
    await desk.becomes(bot, invited, 'invite', 'leave', mira)
    assert(desk.matrix.room(invited).members.has('bot'))
    assert.deepEqual(await desk.store.roomRole(invited), { kind: 'direct', user: mira })
    assert.match(desk.matrix.posted.at(-1)?.message.text ?? '', /^I am Switchboard/)
    assert.match(await desk.asks(mira, invited, 'help'), /ready/)
  })

  it('are not those to which a stranger invites it', async () => {
    const desk = given()
    await desk.becomes(bot, invited, 'invite', 'leave', stranger)
    assert.equal(desk.matrix.room(invited).members.has('bot'), false)
    assert.equal(await desk.store.roomRole(invited), undefined)
    assert.equal(await desk.asks(mira, invited, 'help'), '')
  })

  it('give up their role when the person leaves', async () => {
    const desk = given()
    await desk.becomes(mira, directRoomOf(mira), 'leave', 'join')
    assert.equal(await desk.store.roomRole(directRoomOf(mira)), undefined)
    await desk.becomes(root, adminRoom, 'leave', 'join')
    assert.deepEqual(await desk.store.roomRole(adminRoom), { kind: 'admin' })
  })

  it('are replaced by one without encryption, which is said once in clear text', async () => {
    const desk = given()
    const room = directRoomOf(mira)
    desk.matrix.room(room).isEncrypted = true
    for (let turn = 0; turn < 2; turn += 1) {
      await desk.submit(room, {
        type: 'm.room.encrypted',
        sender: mira,
        content: { algorithm: 'm.megolm.v1.aes-sha2' },
      })
    }
    await desk.quiet()
    const told = desk.matrix.posted.filter((post) => post.room === room)
    assert.equal(told.length, 1)
    assert.match(told[0]?.message.text ?? '', /^I cannot read encrypted messages\./)
    const made = `!made-for-${mira.slice(1)}` as RoomId
    assert.deepEqual(await desk.store.roomRole(made), { kind: 'direct', user: mira })
    assert.match(await desk.asks(mira, made, 'version'), /^Switchboard/)
  })

  it('are named where there is one without encryption already', async () => {
    const desk = given()
    desk.matrix.room(invited).isEncrypted = true
    await desk.becomes(bot, invited, 'invite', 'leave', mira)
    assert.match(desk.matrix.posted.at(-1)?.message.text ?? '', /I have made a room without encryption and invited you/)
    const second = '!second:hs' as RoomId
    desk.matrix.room(second).isEncrypted = true
    await desk.becomes(bot, second, 'invite', 'leave', mira)
    const told = desk.matrix.posted.filter((post) => post.room === second).map(({ message }) => message.text)
    const room = `!made-for-${mira.slice(1)}`
    assert.deepEqual(told, [
      `I cannot read encrypted messages. We have a room without encryption already, let us go on there: https://matrix.to/#/${room}`,
    ])
  })

  it('answer a mistyped word with what was probably meant', async () => {
    const desk = given()
    assert.match(await desk.direct(mira, 'redy'), /^I do not know "redy"\. Did you mean ready\?/)
    assert.match(await desk.direct(root, 'rule ad x'), /Did you mean rule add\?/)
    assert.match(await desk.direct(root, 'queue add'), /^Which queue\? Its name comes first\.\nUsage: queue add/)
    assert.match(await desk.admin('!queu list'), /Did you mean/)
  })

  it('[I6] of admins are also for talking: a word is a command there with "!" or written out', async () => {
    const desk = given()
    for (const text of ['back in 5', 'done', 'thanks!', 'what is the queue like?', 'the rule is simple']) {
      assert.equal(await desk.admin(text), '', text)
    }
    for (const text of [
      'ready when you are',
      'hold on',
      'queue is long',
      'rules changed',
      'help me with this please',
    ]) {
      assert.equal(await desk.admin(text), '', text)
    }
    assert.match(await desk.admin('queue list'), /^There are no queues yet/)
    assert.match(await desk.admin('queue lsit'), /^I do not know "queue lsit"\. Did you mean queue list\?/)
    assert.match(await desk.admin('rule ad x when true then queue billing'), /Did you mean rule add\?/)
    assert.match(await desk.admin('!sb queue list'), /^There are no queues yet/)
    assert.match(await desk.admin('!q'), /^There are no queues yet/)
  })

  it('tell of what works in a conversation only, wherever it is said of one', async () => {
    const desk = given()
    const where = `"close" works only in a conversation's room.`
    for (const line of ['close 2 solved', 'close', '!close 2 solved']) {
      assert.equal(await desk.admin(line), where, line)
      assert.equal(await desk.direct(mira, line), where, line)
    }
  })

  it('are never answered to other programs', async () => {
    const desk = given()
    const before = desk.matrix.posted.length
    await desk.says(mira, directRoomOf(mira), { msgtype: 'm.notice', body: 'help' })
    await desk.says('@sb_libera_anna:hs' as AgentId, directRoomOf(mira), { msgtype: 'm.text', body: 'help' })
    await desk.quiet()
    assert.equal(desk.matrix.posted.length, before)
  })
})
