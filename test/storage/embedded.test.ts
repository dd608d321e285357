import assert from 'node:assert/strict'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbedded } from '../../src/storage/embedded.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { projectRoot } from '../servers/installed.ts'
import { isAlive, startChild } from '../support/child-process.ts'
import { reapProcess, spareProcess } from '../support/reaper.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'

async function ask<T>(uri: string, text: string): Promise<T | undefined> {
  const client = new pg.Client({ connectionString: uri })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query<{ answer: T }>(text)).rows[0]?.answer
  } finally {
    await client.end()
  }
}

describe('the embedded PostgreSQL', function () {
  this.timeout(60_000)
  let folder: string
  const running: EmbeddedPostgres[] = []
  // One cluster for all tests: making one takes seconds.
  before(async () => {
    const outer = temporaryFolder('embedded')
    await chmod(outer, 0o755)
    folder = join(outer, 'data')
  })
  afterEach(async () => {
    for (const postgres of running.splice(0)) {
      await postgres.stop()
      spareProcess(postgres.pid)
    }
  })
  const start = async (onTrouble: (text: string) => void = () => {}) => {
    const postgres = await startEmbedded({ folder, onTrouble })
    running.push(postgres)
    reapProcess(postgres.pid, 'QUIT')
    return postgres
  }

  it('starts in an empty folder, keeps password, port and data, and listens on this machine only', async () => {
    const first = await start()
    await migrate(first.uri)
    await ask(first.uri, `CREATE TABLE kept AS SELECT 1 AS answer`)
    assert.equal(await ask(first.uri, `SELECT current_setting('listen_addresses') AS answer`), '127.0.0.1')
    assert.equal(await ask(first.uri, `SELECT current_setting('fsync') AS answer`), 'on')
    assert.equal((await stat(join(folder, 'password'))).mode & 0o777, 0o600)
    assert(first.uri.includes(await readFile(join(folder, 'password'), 'utf8')))
    await assert.rejects(ask(first.uri.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1'), /password authentication failed/)
    await first.stop()
    assert.equal(isAlive(first.pid), false)
    const second = await start()
    assert.equal(second.uri, first.uri)
    assert.equal(await ask(second.uri, 'SELECT answer FROM kept'), 1)
  })

  it('is started again when it was killed, under the same address', async () => {
    const said: string[] = []
    const postgres = await start((text) => said.push(text))
    const { uri, pid } = postgres
    await ask(uri, 'CREATE TABLE survived AS SELECT 1 AS answer')
    process.kill(pid, 'SIGKILL')
    await waitFor('the new server', () => postgres.pid !== pid, { timeoutMs: 30_000 })
    assert.equal(postgres.uri, uri)
    assert.equal(await ask(uri, 'SELECT answer FROM survived'), 1)
    assert.deepEqual(
      [said[0], said.at(-1)],
      ['the embedded PostgreSQL ended by itself and is started again', 'the embedded PostgreSQL runs again'],
    )
  })

  it('is taken over when it outlived a killed process, and watched and stopped like our own', async () => {
    const script = `import('${join(projectRoot, 'src/storage/embedded.ts')}').then((m) => m.startEmbedded({ folder: '${folder}' })).then((p) => console.log('pid ' + p.pid)); setInterval(() => {}, 1000)`
    const other = await startChild({ command: process.execPath, args: ['-e', script] })
    const [, text] = await other.waitForOutput(/pid (\d+)\n/, 30_000)
    const pid = Number(text)
    reapProcess(pid, 'QUIT')
    await other.stop({ signal: 'SIGKILL' })
    assert.equal(isAlive(pid), true)
    const postgres = await start()
    assert.equal(postgres.pid, pid)
    process.kill(pid, 'SIGKILL')
    await waitFor('the new server', () => postgres.pid !== pid, { timeoutMs: 30_000 })
    spareProcess(pid)
    assert.equal(await ask(postgres.uri, 'SELECT 1 AS answer'), 1)
    await postgres.stop()
    assert.equal(isAlive(postgres.pid), false)
  })

  it('is claimed by one process; a killed one claims nothing any more', async () => {
    const first = await start()
    assert.equal(await first.claim(), true)
    const second = await start()
    assert.equal(second.pid, first.pid)
    assert.equal(await second.claim(), false)
    await second.leave()
    assert.equal(await ask(first.uri, 'SELECT 1 AS answer'), 1)
    const { pid } = first
    process.kill(pid, 'SIGKILL')
    await waitFor('the new server', () => first.pid !== pid, { timeoutMs: 30_000 })
    const third = await start()
    assert.equal(await third.claim(), false, 'the claim outlives a restart of the server')
    await first.leave()
    assert.equal(await third.claim(), true)
  })

  it('does not mistake a stranger with the old process number for itself', async () => {
    const first = await start()
    await first.stop()
    const stranger = `${process.pid}\n${join(folder, 'cluster')}\n0\n1\n\n127.0.0.1\n\nready\n`
    await writeFile(join(folder, 'cluster', 'postmaster.pid'), stranger)
    const second = await start()
    assert.notEqual(second.pid, process.pid)
    assert.equal(await ask(second.uri, 'SELECT 1 AS answer'), 1)
  })
})
