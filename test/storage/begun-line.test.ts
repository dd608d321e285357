import assert from 'node:assert/strict'
import { type Delivery, DeliveryError } from '../../src/ports/network.ts'
import { waitFor } from '../support/wait-for.ts'
import { mira, useDesk } from './support/desk.ts'

describe('a line that was begun and of which nobody knows the end', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  it('[I2] stays a repeat as long as there is no connection, since it was begun', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    const repeats: boolean[] = []
    const since: (number | undefined)[] = []
    const before = Date.now()
    const send = desk.network.send.bind(desk.network)
    /** As after the end of a process that had begun: a hidden outcome, then no connection for a while. */
    const outcomes = [new Error('the end'), new DeliveryError({ kind: 'later', text: 'Not connected.' })]
    desk.network.send = (delivery: Delivery) => {
      repeats.push(delivery.repeated)
      since.push(delivery.repeatedSince)
      const outcome = outcomes.shift()
      return outcome ? Promise.reject(outcome) : send(delivery)
    }
    await desk.says(mira, room, { msgtype: 'm.text', body: 'the money is on its way' })
    await waitFor('the line', () => repeats.length === 3)
    await desk.quiet()
    assert.deepEqual(repeats, [false, true, true])
    const [atFirst, begunAt = 0, later] = since
    assert.deepEqual([atFirst, later], [undefined, begunAt])
    assert(begunAt > before - 60_000 && begunAt <= Date.now() + 60_000)
    assert.equal(desk.errors.splice(0).length, 1)
  })
})
