import assert from 'node:assert/strict'
import { createStatePublisher, type StatePublisher } from '../../src/app/publish-state.ts'
import type { ContactState } from '../../src/ports/network.ts'
import { waitFor } from '../support/wait-for.ts'
import { ben, type Desk, mira, useDesk } from './support/desk.ts'

interface Shown {
  readonly state: ContactState
  readonly at: number
}

describe('what a network shows of the desk', () => {
  const given = useDesk()
  let publisher: StatePublisher
  let shown: Shown[]
  afterEach(() => publisher.stop())

  function opened(stateIntervalMs: number): Desk {
    const desk = given()
    shown = []
    const publishState = (state: ContactState) => void shown.push({ state, at: performance.now() })
    Object.assign(desk.network, { publishState })
    Object.assign(desk.app.settings, { stateIntervalMs })
    publisher = createStatePublisher(desk.app)
    return desk
  }

  const texts = () => shown.map(({ state }) => state.text)
  const shows = (text: string) =>
    waitFor(text, () => (texts().at(-1) === text ? shown.at(-1)?.state : undefined), {
      detail: () => texts().join('\n'),
    })

  it('[F1] [F9] changes with the agents and with how many wait, and is not repeated', async () => {
    const desk = opened(1)
    await desk.withBilling()
    await desk.direct(mira, 'ready')
    await shows('1 of 1 agent free')
    await desk.admin('agent set @mira:hs capacity 1')
    await desk.withConversation('anna')
    await shows('All agents busy, 0 waiting')
    await desk.customerWrites('ben', 'me too')
    await shows('All agents busy, 1 waiting')
    await desk.customerWrites('ben', 'are you there?')
    await desk.direct(mira, 'away')
    const state = await shows('Nobody is there now. Write anyway, your message is kept.')
    assert.equal(state.standing, 'closed')
    assert.equal(state.open, false)
    assert.match(state.texts.de, /^Gerade ist niemand da/)
    assert.equal(new Set(texts()).size, texts().length)
  })

  it('[F12] tells where files can be sent to the same queues, also when only that changes', async () => {
    const desk = opened(1)
    await desk.withBilling()
    await shows('Nobody is there now. Write anyway, your message is kept.')
    assert.equal(shown.at(-1)?.state.filesElsewhere, undefined)
    desk.alsoOn('work', 'Work', 'people')
    publisher.changed()
    const there = () => shown.findLast(({ state }) => state.contact === 'support')?.state.filesElsewhere
    const found = await waitFor('the other contact', there)
    assert.deepEqual(found, { network: 'Loopback', link: 'loopback:people' })
  })

  it('[F2] tells how long people have waited lately, and how many are before whoever comes now', async () => {
    const desk = opened(1)
    await desk.withBilling()
    for (const name of ['anna', 'bea', 'carl']) {
      const { room } = await desk.withConversation(name)
      // Whoever joins at once, and again, has to say so.
      await desk.asks(mira, room, '!accept')
    }
    const busy = await shows('All agents busy, 0 waiting, less than a minute')
    assert.deepEqual([busy.standing, busy.waiting, busy.waitMs], ['busy', 0, 30_000])
    assert.equal(busy.texts.de, 'Alle im Gespräch, 0 warten, weniger als eine Minute')
    Object.assign(desk.app.settings, { longWaitMs: 30_000 })
    await desk.customerWrites('dora', 'and me')
    const long = await shows('All agents busy, 1 waiting, less than a minute')
    assert.equal(long.standing, 'long')
    await desk.admin('agent set @mira:hs capacity 9')
    await shows('1 of 1 agent free, usual wait less than a minute')
  })

  it('[F1] is of the queues that the contact leads to', async () => {
    const desk = opened(1)
    await desk.withBilling()
    await desk.admin('queue add technical', 'agent add @ben:hs queues technical')
    await desk.direct(ben, 'ready')
    await shows('Nobody is there now. Write anyway, your message is kept.')
    await desk.admin('rule add x when text == "x" then queue technical', 'rule publish "both"')
    await desk.app.rules.refresh()
    publisher.changed()
    await shows('1 of 1 agent free')
  })

  it('[F9] is shown at most once in an interval, and then as it stands by then', async () => {
    const intervalMs = 3000
    const desk = opened(intervalMs)
    await desk.withBilling()
    publisher.changed()
    await shows('Nobody is there now. Write anyway, your message is kept.')
    await desk.direct(mira, 'ready')
    await desk.admin('agent set @mira:hs capacity 0', 'agent set @mira:hs capacity 3')
    await shows('1 of 1 agent free')
    assert.deepEqual(texts().length, 2)
    const [first, second] = shown
    assert(first && second && second.at - first.at >= intervalMs - 5, `${first?.at} ${second?.at}`)
  })
})
