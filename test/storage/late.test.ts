import assert from 'node:assert/strict'
import { replay } from '../../src/core/conversation/replay.ts'
import type { RoomId } from '../../src/core/ids.ts'
import { waitFor } from '../support/wait-for.ts'
import { greetsOn, writesLate } from './support/come.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

const hourAgo = () => Date.now() - 3_600_000

describe('what was written long before it came', () => {
  const fixture = useDesk()
  let desk: Desk
  beforeEach(async () => {
    desk = fixture()
    await desk.withBilling()
    await desk.direct(mira, 'ready')
  })

  const last = async () => {
    const statuses = ['identifying', 'intake', 'queued', 'offered', 'active', 'closed'] as const
    const [newest] = await desk.store.conversationsIn(statuses, 1)
    assert(newest)
    return newest.conversation
  }
  const textsIn = (room: RoomId) => desk.matrix.posted.flatMap((one) => (one.room === room ? [one.message.text] : []))
  /** As if the time for an answer had passed. */
  const staysSilent = async () => {
    const { id } = await last()
    await desk.store.transaction(undefined, async (tx) => {
      tx.setTimer({ lease: 'network:libera', conversation: id, kind: 'intake', subject: '', dueAt: Date.now() })
    })
    await waitFor('the intake to time out', async () => (await last()).status === 'closed')
    await desk.quiet()
  }

  it('[I1] waits for its customer, then goes on with all of it', async () => {
    const writtenAt = hourAgo()
    await writesLate(desk, 'anna', 'my invoice is wrong', writtenAt)
    await writesLate(desk, 'anna', 'the one of march', writtenAt + 1000)
    assert.match(
      desk.textsTo('anna').join('\n'),
      /^Hello anna, .*\nYour message of .* UTC came only now\. .*go on with it\.$/,
    )
    assert.deepEqual(desk.matrix.invitations, [])
    assert.equal((await last()).roomAsked, false)
    await desk.customerWrites('anna', 'so?')
    const { room, user } = await desk.invitation(0)
    assert.equal(user, mira)
    assert.match(textsIn(room).join('\n'), /Wrote +"my invoice is wrong" · "the one of march" · "so\?"/)
    const { id, request } = await last()
    assert.equal(request, 'my invoice is wrong\nthe one of march\nso?')
    const log = (await desk.store.eventsOf(id)).map(({ event }) => event)
    const again = JSON.parse(JSON.stringify(replay(log).at(-1)?.decision.conversation))
    assert.deepEqual(again, JSON.parse(JSON.stringify(await last())))
  })

  it('[I1] of somebody who stays silent it is kept, and agents and customers find it', async () => {
    await writesLate(desk, 'anna', 'my invoice is wrong', hourAgo())
    await staysSilent()
    const closed = await last()
    assert(closed.status === 'closed' && closed.by === 'idle')
    assert.equal(closed.request, 'my invoice is wrong')
    assert.deepEqual(desk.matrix.invitations, [])
    assert.equal(desk.textsTo('anna').length, 2)
    await desk.customerWrites('anna', 'history')
    assert.match(desk.textsTo('anna').at(-1) ?? '', /: "my invoice is wrong"$/)
    await desk.customerWrites('anna', 'hello again')
    const { room } = await desk.invitation(0)
    assert.match(await desk.asks(mira, room, '!history'), /silent \(idle\) +"my invoice is wrong"/)
    assert.equal((await last()).returning?.count, 1)
  })

  it('[P10] is not greeted where the contact does not greet those who write', async () => {
    greetsOn(desk, 'subscribe')
    await writesLate(desk, 'anna', 'my invoice is wrong', 'unknown')
    assert.deepEqual(desk.textsTo('anna'), ['Your message came only now. Write anything, and we go on with it.'])
  })

  it('is a line like any other in an open conversation', async () => {
    await desk.customerWrites('anna', 'hello')
    const { room } = await desk.invitation(0)
    await writesLate(desk, 'anna', 'my invoice is wrong', hourAgo())
    assert.match(textsIn(room).at(-1) ?? '', /my invoice is wrong/)
    assert.doesNotMatch(desk.textsTo('anna').join(), /only now/)
  })

  it('a lone word for the bot opens nothing, however late it comes', async () => {
    await writesLate(desk, 'anna', 'cancel', hourAgo())
    assert.match(desk.textsTo('anna').join(), /^There is no conversation to end/)
    assert.deepEqual(await desk.store.conversationsIn(['identifying', 'intake'], 1), [])
  })
})
