import assert from 'node:assert/strict'
import type { EffectKey } from '../../src/core/ids.ts'
import type { LaneRequest, NewOutboxRow, Side } from '../../src/ports/outbox.ts'
import { network, type TestStore } from './support/test-store.ts'
import { useStore } from './support/use-store.ts'

const effect = (key: string, lane: string, changes: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
  key: key as EffectKey,
  lease: network,
  side: 'network',
  lane,
  priority: 0,
  kind: 'send-to-chat',
  body: key,
  ...changes,
})

describe('the outbox', () => {
  const fixture = useStore()
  let store: TestStore
  beforeEach(() => {
    store = fixture.store
  })

  const add = (...rows: NewOutboxRow[]) => store.transaction(undefined, async (tx) => tx.addOutbox(rows))
  const take = (changes: Partial<LaneRequest> = {}) =>
    store.takeLanes({ lease: network, side: 'network', limit: 100, busy: [], ...changes })
  const keys = async (changes: Partial<LaneRequest> = {}) =>
    (await take(changes)).lanes.map(({ rows }) => rows.map(({ key }) => key as string))
  const idOf = async (key: string) => (await rowOf(key)).id
  const rowOf = async (key: string) => {
    const [row] = await store.sql<{ id: string; side: Side }>('SELECT id, side FROM outbox WHERE key = $1', [key])
    return { id: Number(row?.id), side: row?.side ?? 'network' }
  }

  it('[I5] gives each lane in its order, and the sides apart', async () => {
    await add(effect('a1', 'a'), effect('b1', 'b'), effect('a2', 'a'), effect('m1', 'a', { side: 'matrix' }))
    await add(effect('a3', 'a'), effect('o1', 'a', { lease: 'bot' }))
    assert.deepEqual(await keys(), [['a1', 'a2', 'a3'], ['b1']])
    assert.deepEqual(await keys({ side: 'matrix' }), [['m1']])
    assert.deepEqual(await keys({ lease: 'bot' }), [['o1']])
    assert.deepEqual(await keys({ busy: ['a'] }), [['b1']])
  })

  it('gives lanes of low priority after the others, or not at all', async () => {
    await add(effect('p1', 'positions', { priority: 2 }), effect('a1', 'a'), effect('b1', 'b'))
    assert.deepEqual(await keys({ limit: 2 }), [['a1'], ['b1']])
    assert.deepEqual(await keys(), [['a1'], ['b1'], ['p1']])
    assert.deepEqual(await keys({ upTo: 1 }), [['a1'], ['b1']])
  })

  it('keeps of what is replaced only the newest, and what may be under way', async () => {
    const position = (key: string) => effect(key, 'positions', { priority: 1, replaces: true })
    await add(position('p1'), effect('a1', 'a'))
    await add(position('p2'))
    assert.deepEqual(await keys(), [['a1'], ['p2']])
    await store.startOutbox(await idOf('p2'))
    await add(position('p3'))
    await add(position('p4'))
    assert.deepEqual(await keys(), [['a1'], ['p2', 'p4']])
  })

  it('[I2] takes a key once, also after its effect was finished', async () => {
    await add(effect('a1', 'a'), effect('a1', 'a'))
    await add(effect('a1', 'b'))
    assert.deepEqual(await keys(), [['a1']])
    await store.finishOutbox(await rowOf('a1'))
    await add(effect('a1', 'a'))
    assert.deepEqual(await keys(), [])
  })

  it('[I2] submits the outcome of an effect once, in the commit that finishes it', async () => {
    await add(effect('a1', 'a'), effect('a2', 'a'))
    const [first, second] = await Promise.all([rowOf('a1'), rowOf('a2')])
    const outcome = (body: string) => ({ lease: network, subject: 'libera/anna', kind: 'outcome', body })
    await Promise.all([store.finishOutbox(first, outcome('one')), store.finishOutbox(second)])
    await store.finishOutbox(first, outcome('again'))
    const { rows } = await store.takeInbox(network, 10)
    assert.deepEqual(
      rows.map(({ body }) => body),
      ['one'],
    )
    assert.deepEqual(await keys(), [])
  })

  it('[I2] does not carry an effect out again because its outcome cannot be stored', async () => {
    await add(effect('a1', 'a'), effect('b1', 'b'))
    const outcome = (subject: string) => ({ lease: network, subject, kind: 'outcome', body: subject })
    const [bad, good] = await Promise.all([rowOf('a1'), rowOf('b1')])
    await Promise.all([store.finishOutbox(bad, outcome('nul \0')), store.finishOutbox(good, outcome('good'))])
    assert.deepEqual(await keys(), [])
    assert.deepEqual(
      (await store.takeInbox(network, 10)).rows.map(({ body }) => body),
      ['good'],
    )
  })

  it('[I2] waits for the disk where a repeat would not be recognised, and only there is a commit without', async () => {
    await store.sql(`CREATE TABLE commit_kind (lane text, waits text)`)
    await store.sql(`CREATE FUNCTION note_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO commit_kind VALUES (old.lane, current_setting('synchronous_commit')); RETURN NULL; END $$`)
    await store.sql(`CREATE CONSTRAINT TRIGGER note_commit AFTER DELETE ON outbox
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_commit()`)
    const waiting = new URL(fixture.uri)
    const alone = fixture.another('alone', { uri: waiting.href, maxConnections: 1 })
    await alone.sql(`ALTER DATABASE ${waiting.pathname.slice(1)} SET synchronous_commit = on`)
    await add(effect('m', 'room', { side: 'matrix' }), effect('m2', 'link', { side: 'matrix' }), effect('n', 'chat'))
    const link = { network: 'libera', chat: 'anna', remoteId: '1', event: '$1', isOurs: true, conversation: 1 } as never
    await alone.finishOutbox(await rowOf('m'))
    await alone.finishOutbox(await rowOf('m2'), undefined, link)
    await alone.finishOutbox(await rowOf('n'))
    assert.deepEqual(await store.sql('SELECT lane, waits FROM commit_kind'), [
      { lane: 'room', waits: 'off' },
      { lane: 'link', waits: 'off' },
      { lane: 'chat', waits: 'on' },
    ])
    await store.sql('DROP TABLE commit_kind')
    await store.sql('DROP FUNCTION note_commit CASCADE')
  })

  it('tells who comes next that sending had begun', async () => {
    await add(effect('a1', 'a'))
    const started = async () => (await take()).lanes[0]?.rows[0]?.startedAt
    assert.equal(await started(), undefined)
    const id = await idOf('a1')
    await store.startOutbox(id)
    const first = await started()
    assert(first)
    await store.startOutbox(id)
    assert.equal(await started(), first)
    await store.deferOutbox(id, fixture.now, 'no connection', false)
    assert.equal(await started(), first)
    await store.deferOutbox(id, fixture.now, 'no connection', true)
    assert.equal(await started(), undefined)
  })

  it('[I7] defers a whole lane, and no other', async () => {
    await add(effect('a1', 'a'), effect('a2', 'a'), effect('b1', 'b'))
    await store.deferOutbox(await idOf('a1'), fixture.now + 500, 'later')
    assert.deepEqual(await keys(), [['b1']])
    assert.deepEqual(await take({ busy: ['b'] }), { lanes: [], retryAt: fixture.now + 500 })
    fixture.now += 500
    const [lane] = (await take({ busy: ['b'] })).lanes
    assert.deepEqual(
      lane?.rows.map(({ key, attempts }) => [key, attempts]),
      [
        ['a1', 1],
        ['a2', 0],
      ],
    )
    await store.finishOutbox(await rowOf('a1'))
    assert.deepEqual(await store.sql('SELECT lane FROM outbox_lane'), [])
  })

  it('[I7] holds a lane with what is added later, until it is released', async () => {
    const lease = await store.takeLease()
    await store.transaction(lease, async (tx) => tx.addOutbox([effect('a1', 'a'), effect('b1', 'b')]))
    await store.holdLane(network, 'network', 'a', 'they are away')
    await add(effect('a2', 'a'))
    assert.deepEqual(await keys(), [['b1']])
    assert.equal((await store.counts()).heldLanes, 1)
    store.forgetWoken()
    await store.releaseLane(network, 'network', 'a')
    assert.deepEqual(store.woken, ['outbox:network:network:libera'])
    assert.deepEqual(await keys(), [['a1', 'a2'], ['b1']])
    await store.releaseLane(network, 'network', 'a')
    assert.equal(store.woken.length, 1)
  })
})
