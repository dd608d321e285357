import assert from 'node:assert/strict'
import { waitFor } from '../support/wait-for.ts'
import { mira, useDesk } from './support/desk.ts'

interface Row {
  readonly attempts: number
  readonly started: boolean
}

describe('a line that an earlier process may have sent', () => {
  const given = useDesk()
  beforeEach(() => given().withBilling())

  it('[I2] stays one that may have been sent, however often there is no connection; what was never sent does not become one', async () => {
    const desk = given()
    const { room } = await desk.withConversation('anna')
    await desk.quiet()
    const repeated: boolean[] = []
    const send = desk.network.send.bind(desk.network)
    desk.network.send = (delivery) => {
      if (delivery.message.text.includes('hello')) repeated.push(delivery.repeated)
      return send(delivery)
    }
    const sql = `SELECT attempts, started_at IS NOT NULL AS started FROM outbox WHERE kind = 'send-to-chat'`
    const deferredOften = (times: number) =>
      waitFor(`attempt ${times}`, async () => (await desk.sql<Row>(sql)).find(({ attempts }) => attempts >= times))

    desk.network.cut()
    await desk.says(mira, room, { msgtype: 'm.text', body: 'hello' })
    assert.equal((await deferredOften(1)).started, false)
    // Once more where an attempt was under way at that moment.
    await waitFor('a start that stays', async () => {
      const [row] = await desk.sql<Row>(`UPDATE outbox SET started_at = clock_timestamp() RETURNING attempts`)
      return row && (await deferredOften(row.attempts + 1)).started
    })
    await desk.network.restore()
    await desk.quiet()
    assert.deepEqual([repeated[0], repeated.at(-1)], [false, true])
  })
})
