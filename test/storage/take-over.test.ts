import assert from 'node:assert/strict'
import { drainInbox } from '../../src/app/drain-inbox.ts'
import { createWakeSource } from '../../src/app/wake-source.ts'
import type { LeaseName } from '../../src/ports/lease.ts'
import type { Store } from '../../src/ports/store.ts'
import { waitFor } from '../support/wait-for.ts'
import { useDesk } from './support/desk.ts'

const name: LeaseName = 'network:elsewhere'

/** A row about a conversation that does not exist: applying it changes nothing. */
const row = (subject: string) => ({
  ...{ lease: name, subject, kind: 'decline' },
  body: { kind: 'decline', conversation: 999, agent: '@mira:hs', reason: '', at: 0 },
})

describe('taking over what came in', () => {
  const given = useDesk()
  let stop: () => Promise<void>
  afterEach(() => stop())

  /** Begins to apply what came in for a lease of its own; each piece of work waits until it is let go, in turn. */
  async function takeOver() {
    const desk = given()
    const { app, store } = desk
    const [lease] = await desk.sql<{ epoch: number }>(
      `SELECT take_lease($1, 'desk', interval '1 minute')::integer AS epoch`,
      [name],
    )
    assert(lease)
    const control = new AbortController()
    const wake = createWakeSource(control.signal)
    const waiting: (() => void)[] = []
    const seen = { looks: 0, begun: 0, done: 0, isCaughtUp: false }
    /** What a look waits for before it tells what it found. */
    const gate: { shut?: Promise<void> | undefined } = {}
    const gated: Store = {
      ...store,
      takeInbox: async (...asked) => {
        const batch = await store.takeInbox(...asked)
        seen.looks += 1
        await gate.shut
        return batch
      },
      transaction: async (held, run) => {
        seen.begun += 1
        await new Promise<void>((resolve) => void waiting.push(resolve))
        const result = await store.transaction(held, run)
        seen.done += 1
        return result
      },
    }
    const held = { name, epoch: lease.epoch, signal: control.signal, isHeld: () => !control.signal.aborted }
    const work = drainInbox({ ...app, store: gated }, held, wake, () => {
      seen.isCaughtUp = true
    })
    stop = async () => {
      control.abort()
      for (const letGo of waiting.splice(0)) letGo()
      await work
    }
    const letGo = async () => {
      const next = await waitFor('a piece of work', () => waiting.shift())
      next()
    }
    const looks = (count: number) => waitFor(`look ${count}`, () => seen.looks >= count)
    const begins = (count: number) => waitFor(`work ${count}`, () => seen.begun >= count)
    return { seen, gate, wake: () => wake.wake(), letGo, looks, begins }
  }

  it('[I1] ends also when the last row came in just before the last look', async () => {
    const { store } = given()
    await store.submit([row('elsewhere/anna')])
    const { seen, wake, letGo, looks, begins } = await takeOver()
    await begins(1)
    wake()
    await looks(2)
    await store.submit([row('elsewhere/ben')])
    await letGo()
    await begins(2)
    await letGo()
    await waitFor('the end of the backlog', () => seen.isCaughtUp)
  })

  it('[I1] ends when what was there is applied, though more keeps coming', async () => {
    const { store } = given()
    await store.submit([row('elsewhere/anna'), row('elsewhere/ben')])
    const { seen, wake, letGo, looks, begins } = await takeOver()
    await begins(2)
    await store.submit([row('elsewhere/carl')])
    wake()
    await begins(3)
    await letGo()
    await looks(3)
    assert.equal(seen.isCaughtUp, false, 'one of the two is not applied yet')
    await letGo()
    await waitFor('the end of the backlog, with the third under way', () => seen.isCaughtUp)
    assert.equal(seen.begun, 3)
  })

  it('[I1] does not end while a chat has more than one look finds, though its first part is applied during the next look', async () => {
    const { store } = given()
    await store.submit(Array.from({ length: 300 }, () => row('elsewhere/anna')))
    const { seen, gate, wake, letGo, looks, begins } = await takeOver()
    await begins(1)
    const { promise: shut, resolve: open } = Promise.withResolvers<void>()
    gate.shut = shut
    wake()
    await looks(2)
    await letGo()
    await waitFor('the first part', () => seen.done === 1)
    open()
    await looks(3)
    assert.equal(seen.isCaughtUp, false, 'the rest is not applied yet')
    await letGo()
    await waitFor('the end of the backlog', () => seen.isCaughtUp)
  })

  it('[I1] [I7] goes on with what came in while as much was under way as there may be', async () => {
    const { store } = given()
    const { wake, letGo, looks, begins } = await takeOver()
    await looks(1)
    await store.submit(Array.from({ length: 8 }, (_, count) => row(`elsewhere/${count}`)))
    wake()
    await begins(8)
    await store.submit([row('elsewhere/anna')])
    wake()
    for (let count = 0; count < 8; count++) await letGo()
    await begins(9)
  })
})
