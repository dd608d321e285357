import assert from 'node:assert/strict'
import { join } from 'node:path'
import { needServers, projectRoot } from '../servers/installed.ts'
import { type Synapse, startSynapse } from '../servers/synapse.ts'
import { storeDatabase } from '../storage/support/store-database.ts'
import { type Child, startChild } from '../support/child-process.ts'
import { type Json, matrixApi } from '../support/matrix-api.ts'
import { writeRegistration } from '../support/matrix-settings.ts'
import { waitFor } from '../support/wait-for.ts'

const program = join(projectRoot, 'test/crash/support/file-desk.ts')

describe('a file of a customer, when everything ends on its way', function () {
  this.timeout(90_000)
  let synapse: Synapse
  before(async function () {
    needServers(this, 'synapse')
    synapse = await startSynapse({ registrations: [writeRegistration('http://127.0.0.1:1')] })
  })
  after(() => synapse?.stop())

  it('[I1] [I2] [I5] is there once, in its place, though it was uploaded twice', async () => {
    await using database = await storeDatabase()
    const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Child> =>
      startChild({
        command: process.execPath,
        args: [program, '--database', database.uri, '--homeserver', synapse.url, ...args],
        env,
      })
    const first = await start(['--sends'], { SWITCHBOARD_KILL_AT: 'upload' })
    assert.equal((await first.exited).signal, 'SIGKILL', first.output)
    assert.deepEqual(await said(synapse), ['one'])
    const second = await start([])
    try {
      await waitFor('what was said last', async () => (await said(synapse)).includes('two'), {
        detail: () => second.output,
      })
      assert.deepEqual(await said(synapse), ['one', 'a.txt', 'two'])
    } finally {
      await second.stop()
    }
    assert.equal(await uploads(synapse), 2)
  })
})

/** What the customer said, in the order of the one room there is. */
async function said({ url }: Synapse): Promise<readonly unknown[]> {
  const asBot = matrixApi(url, 'as-token-of-switchboard')
  const rooms = (await asBot('GET', '/joined_rooms')).body['joined_rooms'] as readonly string[]
  assert.equal(rooms.length, 1)
  const timeline = (await asBot('GET', `/rooms/${encodeURIComponent(rooms[0] ?? '')}/messages?dir=b&limit=100`)).body
  return (timeline['chunk'] as readonly Json[])
    .filter(({ type, sender }) => type === 'm.room.message' && sender !== '@switchboard:switchboard.test')
    .map(({ content }) => (content as Json)['body'])
    .reverse()
}

/** How many files the customers' ghosts have put there. */
async function uploads(synapse: Synapse): Promise<number> {
  const admin = await synapse.registerUser('root', 'root', true)
  const answer = await fetch(`${synapse.url}/_synapse/admin/v1/statistics/users/media`, {
    headers: { authorization: `Bearer ${admin.accessToken}` },
  })
  const { users } = (await answer.json()) as { users: readonly { media_count: number }[] }
  return users.reduce((sum, { media_count: count }) => sum + count, 0)
}
