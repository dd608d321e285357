import assert from 'node:assert/strict'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startInspircd } from '../servers/inspircd.ts'
import { needServers } from '../servers/installed.ts'
import { startSynapse } from '../servers/synapse.ts'
import { isAlive } from '../support/child-process.ts'
import { openForwarder } from '../support/forwarder.ts'
import { freePort } from '../support/free-port.ts'
import { reapProcess, spareProcess } from '../support/reaper.ts'
import { prepareSwitchboard } from '../support/switchboard-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'
import { World } from '../support/world.ts'

const contact = 'hotline' as const

/** A world whose Switchboard has no `database.uri` and so keeps a PostgreSQL of its own. */
async function openEmbeddedWorld(): Promise<World> {
  const irc = await startInspircd({ allowFloods: true })
  const port = await freePort()
  const detour = await openForwarder(await freePort(), port)
  const folder = temporaryFolder('embedded-world')
  // PostgreSQL never runs as root.
  chmodSync(folder, 0o755)
  const network = { id: 'quick', type: 'irc', address: '127.0.0.1', port: irc.port, tls: { enabled: false } }
  const switchboard = await prepareSwitchboard({
    folder,
    homeserver: { url: `http://127.0.0.1:${detour.port}`, domain: 'switchboard.test' },
    databaseUri: '',
    permissions: { '@admin:switchboard.test': 'admin' },
    networks: [{ ...network, nick: 'short-line', contact, flood: { burst: 100, interval_ms: 10 } }],
  })
  const synapse = await startSynapse({ port, registrations: [switchboard.registration] })
  const none = { name: '', uri: '', drop: async () => {}, [Symbol.asyncDispose]: async () => {} }
  return new World({ irc, synapse, database: none, switchboard, detour })
}

describe('the own database of Switchboard', function () {
  this.timeout(120_000)
  let world: World
  before(async function () {
    needServers(this, 'synapse', 'inspircd')
    world = await openEmbeddedWorld()
    await world.begin(['queue add help', 'rule default queue help'])
    reapProcess(postmaster(), 'QUIT')
  })
  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.error(world.switchboard.output.slice(-6000))
  })
  after(() => world?.close())

  function postmaster(): number {
    const path = join(world.switchboard.folder, 'data/postgres/cluster/postmaster.pid')
    return Number(readFileSync(path, 'utf8').split('\n')[0])
  }

  async function database(): Promise<boolean> {
    return ((await world.switchboard.health())['database'] as { ok: boolean }).ok
  }

  it('[I1] [I2] [I5] is killed: Switchboard stays up, says so, starts it again; all lines arrive, once and in order', async () => {
    const anna = await world.customer('anna', { contact })
    const mira = await world.readyAgent('mira', 'queues help')
    const talk = await mira.meets(anna, 'good day')
    const { pid } = world.switchboard
    const killed = postmaster()
    const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`)
    for (const line of lines.slice(0, 4)) anna.says(line)
    process.kill(killed, 'SIGKILL')
    spareProcess(killed)
    for (const line of lines.slice(4, 8)) anna.says(line)
    await talk.says('one moment')
    await waitFor('health to say that it is gone', async () => !(await database()))
    await waitFor('health to say that it is back', database, { timeoutMs: 30_000 })
    reapProcess(postmaster(), 'QUIT')
    for (const line of lines.slice(8)) anna.says(line)
    for (const line of lines) await talk.reads(line)
    await anna.hears('one moment')
    assert.deepEqual(
      talk.customerLines().filter((line) => line.startsWith('line ')),
      lines,
    )
    assert.equal(anna.heard().filter((line) => line.includes('one moment')).length, 1)
    assert.equal(world.switchboard.pid, pid)
    assert.notEqual(postmaster(), killed)
    assert.match(world.switchboard.output, /the embedded PostgreSQL ended by itself and is started again/)
  })

  it('ends with Switchboard', async () => {
    const pid = postmaster()
    await world.switchboard.stop()
    spareProcess(pid)
    assert.equal(isAlive(pid), false)
    assert.deepEqual(await world.switchboard.exited, { code: 0, signal: null })
  })
})
