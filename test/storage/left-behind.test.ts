import assert from 'node:assert/strict'
import type { RoomId } from '../../src/core/ids.ts'
import { createTransactions, type Transactions } from '../../src/main/take-transactions.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import { waitFor } from '../support/wait-for.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

let count = 0

function line(room: RoomId, body: string, at = Date.now()) {
  const event_id = `$left-${++count}`
  const content = { msgtype: 'm.text', body }
  return { type: 'm.room.message', room_id: room, event_id, sender: mira, origin_server_ts: at, content }
}

describe('what the homeserver left behind when it caught up', () => {
  const given = useDesk()
  let stop: AbortController
  beforeEach(async () => {
    stop = new AbortController()
    await given().withBilling()
  })
  afterEach(() => stop.abort())

  function begin(desk: Desk): Transactions {
    return createTransactions(desk.app, { metrics: createMetrics({ withProcess: false }) }, stop.signal)
  }
  const linesTo = (desk: Desk) => desk.textsTo('anna').filter((text) => text.startsWith('[mira]'))

  it('[I1] [I5] comes before what was said after it, and once', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const transactions = begin(desk)
    const [old, left, after] = [line(room, 'old', 1000), line(room, 'left behind'), line(room, 'said after it')]
    desk.matrix.recentEvents = async () => [old, left, after]
    await transactions.take({ txnId: '9', events: [after], ephemeral: [] })
    await transactions.take({ txnId: '10', events: [left], ephemeral: [] })
    await desk.quiet()
    assert.deepEqual(linesTo(desk), ['[mira] left behind', '[mira] said after it'])
  })

  it('[I1] is found when nothing is said after it', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const transactions = begin(desk)
    const left = line(room, 'the last word')
    desk.matrix.recentEvents = async (asked: RoomId) => (asked === room ? [left] : [])
    await transactions.take({ txnId: '9', events: [line('!elsewhere:hs' as RoomId, 'hello')], ephemeral: [] })
    await waitFor('the last word', () => linesTo(desk).length > 0)
    assert.deepEqual(linesTo(desk), ['[mira] the last word'])
  })

  it('nobody looks because of echoes, though they carry the times of customers', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const transactions = begin(desk)
    let looks = 0
    desk.matrix.recentEvents = async () => {
      looks += 1
      return []
    }
    const echo = { ...line(room, 'my invoice is wrong', 1000), sender: desk.app.botUser }
    await transactions.take({ txnId: '9', events: [echo], ephemeral: [] })
    assert.equal(looks, 0)
    await transactions.take({ txnId: '10', events: [line(room, 'hello')], ephemeral: [] })
    assert.equal(looks, 1)
  })

  it('[I6] what was said in a room before the bot came is not read', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const transactions = begin(desk)
    const came = {
      ...line(room, ''),
      type: 'm.room.member',
      state_key: desk.app.botUser,
      content: { membership: 'join' },
    }
    const after = line(room, 'said after it')
    desk.matrix.recentEvents = async () => [line(room, 'among us'), came, after]
    await transactions.take({ txnId: '9', events: [after], ephemeral: [] })
    await desk.quiet()
    assert.deepEqual(linesTo(desk), ['[mira] said after it'])
  })
})
