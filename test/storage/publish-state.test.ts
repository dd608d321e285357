import assert from 'node:assert/strict'
import { createStatePublisher, type StatePublisher } from '../../src/app/publish-state.ts'
import type { ContactState } from '../../src/ports/network.ts'
import { waitFor } from '../support/wait-for.ts'
import { mira, useDesk } from './support/desk.ts'

describe('what a network shows of the desk', () => {
  const given = useDesk()
  let publisher: StatePublisher
  afterEach(() => publisher.stop())

  it('[F1] [F9] changes with the agents and with how many wait, and is not repeated', async () => {
    const desk = given()
    const shown: string[] = []
    Object.assign(desk.network, { publishState: ({ text }: ContactState) => void shown.push(text) })
    publisher = createStatePublisher(desk.app)
    const stopHearing = desk.app.wakeUps.on('agents', () => publisher.changed())
    const shows = (text: string) => waitFor(text, () => shown.at(-1) === text, { detail: () => shown.join('\n') })
    await desk.withBilling()
    await desk.direct(mira, 'ready')
    await shows('1 of 1 agents free')
    await desk.admin('agent set @mira:hs capacity 1')
    await desk.withConversation('anna')
    await shows('All agents busy, 0 waiting')
    // Another one, which hears nothing of the agents.
    publisher.stop()
    stopHearing()
    publisher = createStatePublisher(desk.app)
    await desk.customerWrites('ben', 'me too')
    await shows('All agents busy, 1 waiting')
    await desk.customerWrites('ben', 'are you there?')
    await desk.direct(mira, 'away')
    publisher.changed()
    await shows('Nobody is there now. Write anyway, your message is kept.')
    assert.equal(new Set(shown).size, shown.length)
  })
})
