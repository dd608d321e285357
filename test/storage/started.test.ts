import assert from 'node:assert/strict'
import { replay } from '../../src/core/conversation/replay.ts'
import type { RemoteMessageId } from '../../src/core/ids.ts'
import { waitFor } from '../support/wait-for.ts'
import { comes, greetsOn, inboxOf, senderOf } from './support/come.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

describe('who comes without a word', () => {
  const fixture = useDesk()
  let desk: Desk
  beforeEach(async () => {
    desk = fixture()
    greetsOn(desk, 'message', 'subscribe', 'home', 'thread')
    await desk.admin('question add topic "What is it about?" choices billing, technical')
    await desk.withBilling()
    await desk.direct(mira, 'ready')
  })

  const conversations = async () =>
    (
      await desk.store.conversationsIn(
        ['identifying', 'intake', 'queued', 'offered', 'active', 'held', 'wrapping', 'closed'],
        50,
      )
    ).map(({ conversation }) => conversation)
  const last = async () => {
    const [newest] = await conversations()
    assert(newest)
    return newest
  }
  /** As if the time for the answer had passed. */
  const staysSilent = async () => {
    const { id } = await last()
    await desk.store.transaction(undefined, async (tx) => {
      tx.setTimer({ lease: 'network:libera', conversation: id, kind: 'intake', subject: '', dueAt: Date.now() })
    })
    await waitFor('the intake to time out', async () => (await last()).status !== 'intake')
    await desk.quiet()
  }

  for (const occasion of ['subscribe', 'home', 'thread'] as const) {
    it(`[P10] is greeted and asked before the first word: ${occasion}`, async () => {
      await comes(desk, 'anna', occasion)
      assert.match(
        desk.textsTo('anna').join('\n'),
        /^Hello anna, this is .*\nWhat is it about\? {2}1 billing {2}2 technical/,
      )
      assert.deepEqual(desk.matrix.invitations, [])
      await desk.customerWrites('anna', 'agent')
      const { room } = await desk.invitation(0)
      const { id, occasion: kept } = await last()
      assert.equal(kept, occasion)
      assert.match(room, new RegExp(String(id)))
    })
  }

  it('[P10] [P11] a pressed answer is a first word too: it counts once, and only where its question was asked', async () => {
    const presses = async (name: string, choice: string, remoteId: string) => {
      const chosen = { question: 'topic', choice, sender: senderOf(name), remoteId: remoteId as RemoteMessageId }
      await inboxOf(desk).submit({ type: 'chose', network: desk.network.id, at: Date.now(), ...chosen })
      await desk.quiet()
    }
    await presses('stranger', 'billing', 'press:0')
    assert.deepEqual(await conversations(), [])
    await comes(desk, 'anna', 'thread')
    await presses('anna', 'something else', 'press:1')
    assert.deepEqual(desk.matrix.invitations, [])
    for (const remoteId of ['press:2', 'press:2', 'press:3']) await presses('anna', 'billing', remoteId)
    assert.equal((await desk.invitation(0)).user, mira)
    const { answers, wordless, status } = await last()
    assert.deepEqual([answers, wordless, status], [{ topic: 'billing' }, undefined, 'offered'])
    assert.equal((await conversations()).length, 1)
  })

  it('makes no room as long as nothing is asked for, and is closed without a sentence', async () => {
    await comes(desk, 'anna', 'subscribe')
    assert.equal((await last()).status, 'intake')
    await staysSilent()
    const closed = await last()
    assert(closed.status === 'closed' && closed.by === 'idle')
    assert.equal(desk.textsTo('anna').length, 2)
    assert.equal(closed.roomAsked, false)
    assert.equal((await desk.store.conversation(closed.id))?.room, undefined)
    assert.deepEqual(desk.matrix.invitations, [])
  })

  it('does not count as an earlier conversation', async () => {
    await comes(desk, 'anna', 'subscribe')
    await staysSilent()
    await desk.customerWrites('anna', 'hello')
    const { returning } = await last()
    assert.equal(returning, undefined)
    assert.match(desk.textsTo('anna')[2] ?? '', /^Hello anna/)
    const chat = await desk.store.chat(desk.network.id, (await last()).chat)
    assert.equal(chat?.conversationCount, 1)
  })

  it('who pressed the start button goes on to an agent also in silence', async () => {
    await comes(desk, 'anna', 'home')
    await staysSilent()
    assert.equal((await desk.invitation(0)).user, mira)
  })

  it('changes nothing for whoever has a conversation', async () => {
    await desk.customerWrites('anna', 'hello')
    const before = desk.textsTo('anna').length
    await comes(desk, 'anna', 'subscribe')
    assert.equal(desk.textsTo('anna').length, before)
    assert.equal((await conversations()).length, 1)
  })

  it('[I2] a report that is given again opens nothing twice, also after that conversation has ended', async () => {
    await comes(desk, 'anna', 'subscribe', 'once')
    await comes(desk, 'anna', 'subscribe', 'once')
    assert.equal((await conversations()).length, 1)
    await staysSilent()
    await comes(desk, 'anna', 'subscribe', 'once')
    assert.equal((await conversations()).length, 1)
    assert.equal(desk.textsTo('anna').length, 2)
  })

  it('[I1] is made again from its log', async () => {
    await comes(desk, 'anna', 'thread')
    await desk.customerWrites('anna', '1')
    const stored = await last()
    const log = (await desk.store.eventsOf(stored.id)).map(({ event }) => event)
    const again = JSON.parse(JSON.stringify(replay(log).at(-1)?.decision.conversation))
    assert.deepEqual(again, JSON.parse(JSON.stringify(stored)))
  })

  it('counts for the limits on new conversations; only who pressed a button hears of it', async () => {
    Object.assign(desk.app.settings.limits, { perNetwork: 2 })
    await comes(desk, 'anna', 'subscribe')
    await comes(desk, 'ben', 'subscribe')
    await comes(desk, 'carl', 'subscribe')
    await comes(desk, 'dora', 'home')
    assert.equal((await conversations()).length, 2)
    assert.deepEqual(desk.textsTo('carl'), [])
    assert.match(desk.textsTo('dora').join(), /Too many people/)
  })

  it('is told for themselves when it is they who begin too many', async () => {
    Object.assign(desk.app.settings.limits, { perIdentity: 1 })
    await comes(desk, 'anna', 'home')
    await desk.customerWrites('anna', 'cancel')
    await desk.customerWrites('anna', 'cancel')
    await desk.customerWrites('anna', 'my invoice is wrong')
    assert.equal(
      desk.textsTo('anna').at(-1),
      'That is more than I can pass on. Please wait a minute, then write it again.',
    )
  })

  it('is not greeted where the contact does not greet on that occasion', async () => {
    greetsOn(desk, 'message', 'home')
    await comes(desk, 'anna', 'subscribe')
    assert.deepEqual(desk.textsTo('anna'), [])
    assert.deepEqual(await conversations(), [])
  })
})
