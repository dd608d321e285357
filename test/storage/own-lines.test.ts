import assert from 'node:assert/strict'
import type { RemoteMessageId } from '../../src/core/ids.ts'
import type { LoopbackPerson } from '../../src/networks/loopback/loopback-network.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

const joined = 'mira is here now and has read what you wrote.'

describe('what a customer does to a line of the bot', () => {
  const given = useDesk('everything')
  let desk: Desk
  let anna: LoopbackPerson
  beforeEach(async () => {
    desk = given()
    await desk.admin('question add topic "What is it about?" choices billing, technical')
    await desk.withBilling()
    anna = desk.network.person('anna')
  })

  const lineOf = (beginning: string): RemoteMessageId => {
    const line = anna.sees().find(({ from, message }) => from === 'us' && message.text.startsWith(beginning))
    return line?.remoteId ?? assert.fail(`nothing begins with ${beginning}`)
  }
  const talks = async () => {
    await desk.direct(mira, 'ready')
    await anna.write('my invoice is wrong')
    await desk.quiet()
    await anna.write('agent')
    const { room } = await desk.invitation(0)
    await desk.becomes(mira, room, 'join', 'invite')
    return room
  }
  const last = () => desk.matrix.posted.at(-1)
  const conversation = async () => (await desk.store.conversationsIn(['intake', 'queued', 'offered', 'active'], 1))[0]

  it('[P20] an answer to it comes with its words, whoever reads it', async () => {
    await talks()
    await anna.write('hello mira', lineOf(joined))
    await desk.quiet()
    assert.equal(last()?.message.text, 'hello mira')
    assert.deepEqual(last()?.message.replyTo, { author: 'support', text: joined })
  })

  it('[P20] a reaction to it is told in the room, also when it is taken back', async () => {
    const room = await talks()
    const before = desk.matrix.posted.length
    await anna.react(lineOf(joined), '👍')
    await anna.react(lineOf(joined), '👍', true)
    await anna.react('of-last-year' as RemoteMessageId, '👍')
    await desk.quiet()
    assert.deepEqual(
      desk.matrix.posted.slice(before).map((post) => [post.room, post.by, post.message.text]),
      [
        [room, 'bot', `anna reacted with 👍 to what I had written ("${joined}").`],
        [room, 'bot', `anna took back 👍 from what I had written ("${joined}").`],
      ],
    )
  })

  it('before there is a room nobody hears of a reaction', async () => {
    await anna.write('my invoice is wrong')
    await desk.quiet()
    await anna.react(lineOf('What is it about?'), '👍')
    await desk.quiet()
    assert.deepEqual(
      desk.matrix.posted.filter(({ message }) => message.text.includes('👍')),
      [],
    )
  })

  it('[P11] an answer to the question that is open answers it at once', async () => {
    await anna.write('my invoice is wrong')
    await desk.quiet()
    await anna.write('2', lineOf('What is it about?'))
    await desk.quiet()
    assert.deepEqual((await conversation())?.conversation.answers, { topic: 'technical' })
    const posted = desk.matrix.posted.find(({ message }) => message.text === '2')
    assert.match(posted?.message.replyTo?.text ?? '', /^What is it about\?/)
  })

  it('[P11] an answer to a question of an earlier conversation answers none', async () => {
    const room = await talks()
    const old = lineOf('What is it about?')
    await desk.asks(mira, room, '!close solved')
    await anna.write('once more')
    await desk.quiet()
    await anna.write('2', old)
    await desk.quiet()
    const again = (await conversation())?.conversation
    assert.deepEqual(again?.answers, {})
    assert.equal(again?.said.at(-1)?.message.text, '2')
  })

  it('keeps the words only, and goes with its conversation', async () => {
    const room = await talks()
    const own = () => desk.sql<{ said: string }>('SELECT said FROM message_link WHERE said IS NOT NULL ORDER BY said')
    assert.deepEqual(
      (await own()).map(({ said }) => said.slice(0, 12)),
      ['All right, n', 'Hello anna, ', 'I am looking', 'What is it a', 'mira is here'],
    )
    await desk.asks(mira, room, '!close solved')
    await desk.store.applyRetention({ keysMs: 1e9, closedMs: -60_000 })
    assert.deepEqual(await own(), [])
  })
})
