import assert from 'node:assert/strict'
import { LeaseTable } from '../../src/jobs/lease-table.ts'
import { isStoreUnavailable } from '../../src/ports/store-error.ts'
import { startEndingPostgres } from '../support/scripted-postgres.ts'
import { network, testStore } from './support/test-store.ts'

// An error that nobody listens to ends the process, here the test run.
describe('a database that ends in the moment it hands out a connection', () => {
  it('[I1] makes calls reject as unavailable, and nothing else', async () => {
    await using postgres = await startEndingPostgres()
    const store = testStore(postgres.uri)
    for (let call = 0; call < 3; call += 1) await assert.rejects(store.takeInbox(network, 1), isStoreUnavailable)
    await store.close()
  })

  it('keeps a lease from being taken, and nothing else', async () => {
    await using postgres = await startEndingPostgres()
    const leases = new LeaseTable(postgres.uri, 'one')
    for (let call = 0; call < 3; call += 1) await assert.rejects(leases.take(network, 1000))
    await leases.close()
  })
})
