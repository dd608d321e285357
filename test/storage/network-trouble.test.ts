import assert from 'node:assert/strict'
import { createNetworkInbox } from '../../src/app/network-inbox.ts'
import { adminRoom, useDesk } from './support/desk.ts'

describe('trouble on a network', () => {
  const given = useDesk()

  it('is told in the admin room with what can be done, each time that the network tells it', async () => {
    const desk = given()
    const { id } = desk.network
    const inbox = createNetworkInbox(desk.app, id)
    const told = () => desk.matrix.posted.filter(({ room }) => room === adminRoom).map(({ message }) => message.text)
    for (const reason of ['spam', 'more spam']) {
      const text = `We are banned from this network: ${reason}`
      await inbox.submit({ type: 'trouble', network: id, at: Date.now(), text, remedy: 'Ask to lift the ban.' })
    }
    await desk.quiet()
    assert.deepEqual(told(), [
      'Libera: We are banned from this network: spam. Ask to lift the ban.',
      'Libera: We are banned from this network: more spam. Ask to lift the ban.',
    ])
  })
})
