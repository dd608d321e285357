import assert from 'node:assert/strict'
import { submitGap } from '../../src/app/gap.ts'
import { RecordingInbox } from '../support/recording-inbox.ts'
import { useDesk } from './support/desk.ts'

describe('after a time in which we did not run', () => {
  const given = useDesk()

  it('[I1] open conversations hear of it, except where the network has kept what was written', async () => {
    const desk = given()
    await desk.withBilling()
    await desk.customerWrites('anna', 'my invoice is wrong')
    const { id } = desk.network
    const gapsWith = async (keepsMs: number | undefined) => {
      const inbox = new RecordingInbox()
      await desk.store.setSetting(`alive:${id}`, String(Date.now() - 60_000))
      await submitGap(desk.app, inbox, { id, ...(keepsMs === undefined ? {} : { keepsMs }) })
      return inbox.all('gap').map(({ ms }) => Math.floor(ms / 1000))
    }
    assert.deepEqual(await gapsWith(300_000), [])
    assert.deepEqual(await gapsWith(30_000), [60])
    assert.deepEqual(await gapsWith(undefined), [60])
  })
})
