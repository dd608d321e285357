import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseLeases } from '../../src/jobs/leases.ts'
import { hasEnded, nameOfThisProcess } from '../../src/jobs/process-name.ts'
import { runTimers } from '../../src/jobs/timers.ts'
import { ListeningWakeUps } from '../../src/jobs/wake-ups.ts'
import type { HeldLease } from '../../src/ports/lease.ts'
import { isLeaseLost } from '../../src/ports/store-error.ts'
import type { Timer } from '../../src/ports/timer.ts'
import type { Topic } from '../../src/ports/wake-ups.ts'
import { projectRoot } from '../servers/installed.ts'
import { startChild } from '../support/child-process.ts'
import { conversationNumber } from './support/conversations.ts'
import { network, type TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

/** A function that resolves a promise when it is called. */
function latch<T = void>(): { readonly called: Promise<T>; readonly call: (value: T) => void } {
  const { promise, resolve } = Promise.withResolvers<T>()
  return { called: promise, call: resolve }
}

describe('leases, timers and wake-ups', () => {
  const fixture = useStore()
  let store: TestStore
  let stack: AsyncDisposableStack
  beforeEach(() => {
    store = fixture.store
    stack = new AsyncDisposableStack()
  })
  afterEach(() => stack.disposeAsync())

  const wakeUps = async () => {
    const made = stack.use(new ListeningWakeUps({ uri: fixture.uri }))
    await made.start()
    return made
  }
  const leases = async (holder: string, ttlMs: number) =>
    stack.use(new DatabaseLeases({ uri: fixture.uri, holder, ttlMs, wakeUps: await wakeUps() }))

  /** Holds the lease until the returned `stop` is called; resolves with it once it is won. */
  const hold = async (of: DatabaseLeases, own: (lease: HeldLease) => Promise<void> = untilAborted) => {
    const stop = new AbortController()
    const won = latch<HeldLease>()
    const ended = of.hold(network, stop.signal, (lease) => {
      won.call(lease)
      return own(lease)
    })
    const end = async () => {
      stop.abort()
      await ended
    }
    stack.defer(end)
    return { won: won.called, stop: end }
  }
  const untilAborted = async ({ signal }: HeldLease) => {
    if (!signal.aborted) await once(signal, 'abort')
  }

  it('give a lease to one process at a time, and to the next at once when it is given back', async () => {
    const first = await hold(await leases('one', 60_000))
    const lease = await first.won
    const second = await hold(await leases('two', 60_000))
    let twoHasIt = false
    void second.won.then(() => {
      twoHasIt = true
    })
    await store.transaction(lease, (tx) => tx.newConversationId())
    assert.equal(lease.isHeld(), true)
    assert.equal(twoHasIt, false)
    await first.stop()
    const next = await second.won
    assert(next.epoch > lease.epoch)
    assert.equal(lease.isHeld(), false)
    const late = store.transaction(lease, (tx) => tx.newConversationId())
    await assert.rejects(late, isLeaseLost)
  })

  it('keep a lease held while its owner is still ending its work', async () => {
    const ending = latch()
    const one = await hold(await leases('one', 60_000), async (lease) => {
      await untilAborted(lease)
      assert.equal(lease.isHeld(), true)
      await store.transaction(lease, (tx) => tx.newConversationId())
      ending.call()
    })
    await one.won
    await one.stop()
    await ending.called
  })

  it('renew a lease beyond its time, and tell its owner before anybody else can have it', async () => {
    const one = await hold(await leases('one', 1000))
    const lease = await one.won
    const expiry = async () =>
      (await store.sql<{ at: Date }>('SELECT expires_at AS at FROM lease'))[0]?.at.getTime() ?? 0
    const before = await expiry()
    while ((await expiry()) === before) await store.ping()
    assert.equal(lease.isHeld(), true)
    await store.sql(`UPDATE lease SET holder = 'three', epoch = epoch + 1, expires_at = now() + interval '1 hour'`)
    const lostAt = once(lease.signal, 'abort')
    await lostAt
    assert.equal(lease.isHeld(), false)
  })

  it('[I3] end for a process that cannot renew, before its time in the database is over', async () => {
    const one = await hold(await leases('one', 1500))
    const lease = await one.won
    await store.sql('ALTER TABLE lease RENAME TO lease_away')
    await once(lease.signal, 'abort')
    const [row] = await store.sql<{ left: boolean }>('SELECT expires_at > clock_timestamp() AS left FROM lease_away')
    await store.sql('ALTER TABLE lease_away RENAME TO lease')
    assert.equal(lease.isHeld(), false)
    assert.equal(row?.left, true)
  })

  it('take over from a process that was killed once its time is over, with a new epoch', async () => {
    await store.sql(
      `INSERT INTO lease (name, holder, epoch, expires_at) VALUES ($1, 'killed', 7, now() + interval '300 ms')`,
      [network],
    )
    const lease = await (await hold(await leases('two', 60_000))).won
    assert.equal(lease.epoch, 8)
  })

  it('take over at once from a process of this machine that was killed', async () => {
    const script = `import('${join(projectRoot, 'src/jobs/process-name.ts')}').then((m) => console.log('name ' + m.nameOfThisProcess())); setInterval(() => {}, 1000)`
    const other = await startChild({ command: process.execPath, args: ['-e', script] })
    const [, name = ''] = await other.waitForOutput(/name (.+)\n/)
    const values = [network, name]
    await store.sql(
      `INSERT INTO lease (name, holder, epoch, expires_at) VALUES ($1, $2, 7, now() + interval '1 hour')`,
      values,
    )
    assert.equal(hasEnded(name), false)
    const waiting = await hold(await leases('two', 60_000))
    await other.stop({ signal: 'SIGKILL' })
    assert.equal(hasEnded(name), true)
    assert.equal((await waiting.won).epoch, 9)
    assert.equal(hasEnded(nameOfThisProcess()), false)
    assert.equal(hasEnded(name.replace(/[^/]+$/, 'another machine')), false)
  })

  it('wake other processes by commits that are not their own, and everybody after the connection was lost', async () => {
    const ears = await wakeUps()
    const heard: Topic[] = []
    const woken = new Map<Topic, () => void>()
    const topics: readonly Topic[] = [`inbox:${network}`, 'rules', 'agents']
    for (const topic of topics) {
      ears.on(topic, () => {
        heard.push(topic)
        woken.get(topic)?.()
      })
    }
    const next = (topic: Topic) => new Promise<void>((resolve) => woken.set(topic, resolve))
    const inbox = next(`inbox:${network}`)
    await store.submit([{ lease: network, subject: 'a', kind: 'k', body: 1 }])
    await inbox
    const rules = next('rules')
    await store.ruleSets.publish({ rules: { queues: [], questions: [], rules: [] }, author: '', reason: '' })
    await rules
    assert.deepEqual(heard, [`inbox:${network}`, 'rules'])
    const again = Promise.all(topics.map(next))
    await store.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchboard wake-ups' AND datname = current_database()`,
    )
    await again
  })

  it('tell one another in passing, and say when it is lost', async () => {
    const [mouth, ears] = await Promise.all([wakeUps(), wakeUps()])
    const heard = latch<string>()
    ears.onTold((words) => heard.call(words))
    ears.on('told:x' as Topic, () => assert.fail('words are no wake-up'))
    await mouth.tell('x')
    assert.equal(await heard.called, 'x')
    await mouth.close()
    await assert.rejects(mouth.tell('y'))
  })

  it('are told of rows and effects for a lease that this process does not hold', async () => {
    const ears = await wakeUps()
    const heard = latch()
    ears.on(`outbox:matrix:${network}`, () => heard.call())
    const effect = { lease: network, side: 'matrix', lane: 'a', priority: 0, kind: 'k', body: 1 } as const
    await store.transaction(undefined, async (tx) => tx.addOutbox([{ ...effect, key: 'k' as never }]))
    await heard.called
  })

  describe('timers', () => {
    const aLease = () => {
      const lost = new AbortController()
      const lease: HeldLease = { name: network, epoch: 0, isHeld: () => !lost.signal.aborted, signal: lost.signal }
      return { lease, lose: () => lost.abort() }
    }
    const timer = (subject: string, dueAt: number): Timer => ({
      lease: network,
      conversation: conversationNumber(7),
      kind: 'offer',
      subject,
      dueAt,
    })
    const set = (...timers: Timer[]) =>
      store.transaction(undefined, async (tx) => {
        for (const one of timers) tx.setTimer(one)
      })
    const rowOf = ({ subject, dueAt }: Timer) => ({
      lease: network,
      subject: 'libera/anna',
      kind: 'timer',
      body: `${subject} ${dueAt}`,
    })
    const fired = async () => (await store.takeInbox(network, 100)).rows.map(({ body }) => body)

    it('fire when they are due, once, the earliest first; a later setting replaces the earlier', async () => {
      await set(timer('7:1', 3000), timer('7:2', 1000), timer('7:3', 2000))
      await set(timer('7:1', 1500))
      const due = await store.dueTimers(network, 1500, 10)
      assert.deepEqual(due, [timer('7:2', 1000), timer('7:1', 1500)])
      const rows = due.map((one) => ({ timer: one, row: rowOf(one) }))
      await Promise.all([store.fireTimers(rows), store.fireTimers(rows)])
      assert.deepEqual(await fired(), ['7:2 1000', '7:1 1500'])
      assert.equal(await store.nextTimer(network), 2000)
    })

    it('do not fire when they were set anew or cleared meanwhile', async () => {
      await set(timer('7:1', 1000), timer('7:2', 1000))
      const due = await store.dueTimers(network, 1000, 10)
      await set(timer('7:1', 5000))
      await store.transaction(undefined, async (tx) => tx.clearTimer(conversationNumber(7), 'offer', '7:2'))
      await store.fireTimers(due.map((one) => ({ timer: one, row: rowOf(one) })))
      assert.deepEqual(await fired(), [])
      await store.transaction(undefined, async (tx) => tx.clearTimer(conversationNumber(7), 'offer'))
      assert.equal(await store.nextTimer(network), undefined)
    })

    it('fire by themselves while the lease is held: those there were, those set since, and an earlier one first', async () => {
      const { lease, lose } = aLease()
      const ears = await wakeUps()
      const clock = { now: Date.now }
      const start = clock.now()
      const arrived = new Map<unknown, () => void>()
      const arrival = (body: string) => new Promise<void>((resolve) => arrived.set(body, resolve))
      ears.on(
        `inbox:${network}`,
        () =>
          void fired().then((bodies) => {
            for (const body of bodies) arrived.get(body)?.()
          }),
      )
      const [old, first, second] = [
        timer('old', start - 1000),
        timer('first', start + 600_000),
        timer('second', start + 40),
      ]
      await set(old, first)
      const oldArrived = arrival(`old ${old.dueAt}`)
      const running = runTimers(lease, { store, wakeUps: ears, clock, rowOf })
      await oldArrived
      const secondArrived = arrival(`second ${second.dueAt}`)
      await set(second)
      await secondArrived
      assert(clock.now() >= second.dueAt)
      lose()
      await running
      assert.equal(await store.nextTimer(network), first.dueAt)
    })
  })
})
