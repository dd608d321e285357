import assert from 'node:assert/strict'
import type { MatrixEventId, RoomId } from '../../src/core/ids.ts'
import { makeChatSubject, type NewInboxRow } from '../../src/ports/inbox.ts'
import { libera, storeConversation } from './support/conversations.ts'
import { network, type TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

const row = (body: unknown, changes: Partial<NewInboxRow> = {}): NewInboxRow => ({
  lease: network,
  subject: 'libera/anna',
  kind: 'test',
  body,
  ...changes,
})

describe('the inbox', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(() => {
    store = fixture.store
  })

  const bodies = async (limit = 1000, busy: readonly string[] = []) =>
    (await store.takeInbox(network, limit, busy)).rows.map(({ body }) => body)

  it('[I5] keeps calls made at the same time in their order, and puts many into one commit', async () => {
    const calls: Promise<void>[] = []
    for (let index = 0; index < 200; index += 1) {
      calls.push(store.submit([row(index), row(index + 0.5)]))
      // Some calls fall into the same turn, others into the time in which a batch is being committed.
      if (index % 3 === 0) await new Promise(setImmediate)
    }
    await Promise.all(calls)
    const expected = Array.from({ length: 200 }, (_, index) => [index, index + 0.5]).flat()
    assert.deepEqual(await bodies(), expected)
    const [commits] = await store.sql<{ n: string }>('SELECT count(DISTINCT xmin::text) AS n FROM inbox')
    assert(Number(commits?.n) < 60, `${commits?.n} commits`)
  })

  it('[I2] takes a repeated key once: in one call, in another, and after the row was applied', async () => {
    await store.submit([row('first', { key: 'a' }), row('repeat', { key: 'a' }), row('second', { key: 'b' })])
    await store.submit([row('repeat', { key: 'a' })])
    const { rows } = await store.takeInbox(network, 10)
    assert.deepEqual(
      rows.map(({ body }) => body),
      ['first', 'second'],
    )
    const lease = await store.takeLease()
    await store.transaction(lease, async (tx) => tx.markApplied(rows.map(({ id }) => id)))
    await store.submit([row('repeat', { key: 'a' }), row('third')])
    assert.deepEqual(await bodies(), ['third'])
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((key) => store.isSeen(key))), [true, true, false])
  })

  it('[I2] takes a key once when two processes submit it at the same time', async () => {
    const other = fixture.another('two')
    const keyed = Array.from({ length: 100 }, (_, index) => row(index, { key: `${index}` }))
    await Promise.all([store.submit(keyed), other.submit(keyed.toReversed())])
    assert.equal((await bodies()).length, 100)
  })

  it('knows long keys and keys with NUL or lone surrogates apart', async () => {
    const keys = ['x'.repeat(5000), `${'x'.repeat(5000)}y`, 'a\0', 'a\ud800', 'a\udbff', 'a\ufffd']
    await store.submit(keys.map((key) => row(key, { key })))
    await store.submit(keys.map((key) => row(key, { key })))
    assert.deepEqual(await bodies(), keys)
  })

  it('gives bodies back as they were, with NUL and lone surrogates', async () => {
    const body = { text: 'a\0b \ud800 c \udfff 😀 \\u0000 "{}"', list: [null, 1.5, true, ''] }
    await store.submit([row(body)])
    assert.deepEqual(await bodies(), [body])
  })

  it('puts a row that cannot be taken into quarantine, and takes the others in their order', async () => {
    await store.submit([row(1), row('bad', { subject: 'nul \0' }), row(2)])
    await store.submitMatrix([
      { room: '!a\0' as RoomId, eventId: '$1' as MatrixEventId, body: {} },
      { room: '!b' as RoomId, eventId: '$2' as MatrixEventId, body: 'good' },
    ])
    assert.deepEqual(await bodies(), [1, 2])
    assert.deepEqual(
      (await store.takeInbox('bot', 10)).rows.map(({ body }) => body),
      ['good'],
    )
    const kept = await store.sql<{ body: string }>('SELECT body FROM quarantine ORDER BY id')
    assert.deepEqual(
      kept.map(({ body }) => (JSON.parse(body) as { subject?: string; room?: string }).subject),
      ['nul \0', undefined],
    )
    assert.equal((await store.counts()).quarantine, 2)
  })

  it('finds lease and subject of a Matrix event by its room', async () => {
    const room = '!room' as RoomId
    const conversation = await storeConversation(store, undefined, 'anna')
    await store.transaction(undefined, async (tx) => tx.setRoom(conversation.id, room))
    const event = (roomId: RoomId, id: string) => ({ room: roomId, eventId: id as MatrixEventId, body: id })
    await store.submitMatrix([event(room, '$1'), event('!else' as RoomId, '$2'), event(room, '$1')])
    await store.submitMatrix([event(room, '$1')])
    const ours = (await store.takeInbox(network, 10)).rows
    assert.deepEqual(
      ours.map(({ subject, kind, body }) => ({ subject, kind, body })),
      [{ subject: makeChatSubject(libera, conversation.chat), kind: 'matrix-event', body: '$1' }],
    )
    const others = (await store.takeInbox('bot', 10)).rows
    assert.deepEqual(
      others.map(({ subject }) => subject),
      ['!else'],
    )
  })

  it('[I7] leaves out busy subjects, and defers a row with all that follow it in its subject only', async () => {
    await store.submit([row(1), row('b', { subject: 'b' }), row(2), row('c', { subject: 'c' })])
    assert.deepEqual(await bodies(10, ['b']), [1, 2, 'c'])
    const [first] = (await store.takeInbox(network, 1)).rows
    assert(first)
    await store.deferInbox(first.id, fixture.now + 500, 'broken \0')
    assert.deepEqual(await bodies(), ['b', 'c'])
    const empty = await store.takeInbox(network, 10, ['b', 'c'])
    assert.deepEqual(empty, { rows: [], retryAt: fixture.now + 500 })
    fixture.now += 500
    assert.deepEqual(await bodies(10, ['b', 'c']), [1, 2])
    assert.equal((await store.takeInbox(network, 1)).rows[0]?.attempts, 1)
  })

  it('[I7] goes on with a subject whose row was parked', async () => {
    await store.submit([row(1), row(2)])
    const [first] = (await store.takeInbox(network, 1)).rows
    assert(first)
    await store.parkInbox(first.id, 'five times')
    assert.deepEqual(await bodies(), [2])
    const [counts] = (await store.counts()).inbox
    assert.deepEqual([counts?.rows, counts?.parked], [1, 1])
  })

  it('wakes this process for leases of its own', async () => {
    await store.submit([row(1)])
    assert.deepEqual(store.woken, [])
    await store.takeLease()
    await store.submit([row(2), row(3, { lease: 'bot' })])
    assert.deepEqual(store.woken, ['inbox:network:libera'])
  })
})
