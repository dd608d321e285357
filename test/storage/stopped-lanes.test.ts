import assert from 'node:assert/strict'
import type { RoomId } from '../../src/core/ids.ts'
import { type Delivery, DeliveryError } from '../../src/ports/network.ts'
import { waitFor } from '../support/wait-for.ts'
import { type Desk, mira, useDesk } from './support/desk.ts'

interface Count {
  readonly count: number
}

const stopped = 'SELECT count(*)::integer AS count FROM outbox_lane'
const waiting = 'SELECT count(*)::integer AS count FROM inbox'

describe('lines behind one that has to wait', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  const writes = async (desk: Desk, room: RoomId, text: string) => {
    await desk.says(mira, room, { msgtype: 'm.text', body: text })
    await waitFor(`${text} to be ordered`, async () => (await desk.sql<Count>(waiting))[0]?.count === 0)
  }
  const isStopped = (desk: Desk) =>
    waitFor('the lane to stop', async () => (await desk.sql<Count>(stopped))[0]?.count === 1)
  const ofMira = (desk: Desk) => desk.textsTo('anna').flatMap((text) => /the (?:first|second)$/.exec(text) ?? [])

  it('[I5] wait too while the network takes none, and come in their order', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    await desk.quiet()
    const send = desk.network.send.bind(desk.network)
    let isUp = false
    desk.network.send = (delivery: Delivery) =>
      isUp || !delivery.message.text.includes('first')
        ? send(delivery)
        : Promise.reject(new DeliveryError({ kind: 'later', text: 'Not connected.' }))
    await writes(desk, room, 'the first')
    await isStopped(desk)
    await writes(desk, room, 'the second')
    assert.deepEqual(ofMira(desk), [])
    isUp = true
    await desk.quiet()
    assert.deepEqual(ofMira(desk), ['the first', 'the second'])
  })

  it('[I5] wait too while the customer is away, and come in their order', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    await desk.quiet()
    await desk.network.person('anna').leave()
    await desk.quiet()
    await writes(desk, room, 'the first')
    await isStopped(desk)
    await writes(desk, room, 'the second')
    assert.deepEqual(ofMira(desk), [])
    await desk.network.person('anna').comeBack()
    await desk.quiet()
    assert.deepEqual(ofMira(desk), ['the first', 'the second'])
  })
})
