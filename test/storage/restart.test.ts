import assert from 'node:assert/strict'
import { ListeningWakeUps } from '../../src/jobs/wake-ups.ts'
import { isStoreUnavailable } from '../../src/ports/store-error.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { type Postgres, startPostgres } from '../servers/postgres.ts'
import { network, type TestStore, testStore } from './support/test-store.ts'

const row = (body: unknown, key?: string) => ({
  lease: network,
  subject: 'libera/anna',
  kind: 'test',
  body,
  ...(key === undefined ? {} : { key }),
})

describe('while the database is away', function () {
  this.timeout(60_000)
  let postgres: Postgres
  let store: TestStore
  before(async () => {
    postgres = await startPostgres()
    await migrate(postgres.uri())
  })
  beforeEach(() => {
    store = testStore(postgres.uri())
  })
  afterEach(async () => {
    await store.sql('DELETE FROM inbox')
    await store.close()
  })
  after(() => postgres.stop())

  const bodies = async () => (await store.takeInbox(network, 1000)).rows.map(({ body }) => body)

  it('calls reject as unavailable, and succeed again afterwards on the same store', async () => {
    await store.submit([row(1)])
    await postgres.shutDown()
    await assert.rejects(store.submit([row(2)]), isStoreUnavailable)
    await assert.rejects(store.takeInbox(network, 1), isStoreUnavailable)
    await assert.rejects(
      store.transaction(undefined, (tx) => tx.newConversationId()),
      isStoreUnavailable,
    )
    await assert.rejects(store.finishOutbox({ id: 1, side: 'network' }), isStoreUnavailable)
    await assert.rejects(store.ping(), isStoreUnavailable)
    await postgres.startAgain()
    await store.ping()
    assert.deepEqual(await bodies(), [1])
  })

  it('a transaction in the middle is undone and rejects as unavailable', async () => {
    const broken = store.transaction(undefined, async (tx) => {
      tx.addOutbox([{ key: 'k' as never, lease: network, side: 'matrix', lane: 'a', priority: 0, kind: 'k', body: 1 }])
      await tx.newConversationId()
      await postgres.restart()
      await tx.newConversationId()
    })
    await assert.rejects(broken, isStoreUnavailable)
    assert.deepEqual((await store.counts()).outbox, [])
  })

  it('[I1] patient submissions wait and go in afterwards in their order, each once, even after kill -9', async () => {
    const calls: Promise<void>[] = []
    const submit = (body: number) => calls.push(store.submit([row(body, `key ${body}`)], 60_000))
    for (let body = 0; body < 50; body += 1) submit(body)
    await calls[0]
    await postgres.kill()
    for (let body = 50; body < 100; body += 1) submit(body)
    const impatient = store.submit([row('impatient')])
    await assert.rejects(impatient, isStoreUnavailable)
    await postgres.startAgain()
    for (let body = 100; body < 150; body += 1) submit(body)
    await Promise.all(calls)
    assert.deepEqual(
      await bodies(),
      Array.from({ length: 150 }, (_, body) => body),
    )
  })

  it('patient submissions are given up when the store is closed', async () => {
    await postgres.shutDown()
    const other = testStore(postgres.uri(), 'two')
    const waiting = other.submit([row(1)], 3_600_000)
    const late = assert.rejects(waiting, isStoreUnavailable)
    await other.close()
    await late
    await assert.rejects(other.submit([row(2)], 3_600_000), isStoreUnavailable)
    await postgres.startAgain()
  })

  it('wake-ups connect again by themselves and wake everybody', async () => {
    let downs = 0
    await using wakeUps = new ListeningWakeUps({ uri: postgres.uri(), onDown: () => void downs++ })
    await wakeUps.start()
    const woken = new Promise<void>((resolve) => wakeUps.on('rules', () => resolve()))
    await postgres.restart()
    await woken
    assert(downs > 0)
  })
})
