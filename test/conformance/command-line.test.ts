import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { needServers, projectRoot } from '../servers/installed.ts'
import { type Synapse, startSynapse } from '../servers/synapse.ts'
import { type TestDatabase, testDatabase } from '../servers/test-database.ts'
import { startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Ended {
  readonly code: number | null
  /** What it printed, without the times of log lines. */
  readonly said: string
}

describe('the program that cannot start', function () {
  this.timeout(60_000)
  let folder: string
  let database: TestDatabase
  let synapse: Synapse
  let port: number
  before(async function () {
    needServers(this, 'synapse')
    database = await testDatabase()
    synapse = await startSynapse({})
  })
  after(async () => {
    await synapse?.stop()
    await database?.drop()
  })
  beforeEach(async () => {
    folder = temporaryFolder('command-line')
    port = await freePort()
  })

  async function switchboard(...args: readonly string[]): Promise<Ended> {
    const started = await startChild({
      command: process.execPath,
      args: [join(projectRoot, 'bin/switchboard.js'), ...args],
      cwd: folder,
    })
    const { code } = await started.exited
    return { code, said: started.output.replaceAll(/^\[[-\d :.]+\] /gm, '') }
  }

  /** Writes a configuration that would do, with these parts changed, and lets the program make the registration. */
  async function prepare(changes: Readonly<Record<string, object>> = {}): Promise<void> {
    const config = {
      homeserver: { address: synapse.url, domain: 'switchboard.test' },
      appservice: { address: `http://127.0.0.1:${port}`, port },
      bridge: { permissions: { '@admin:switchboard.test': 'admin' } },
      database: { uri: database.uri },
      networks: [],
      ...changes,
    }
    writeFileSync(join(folder, 'config.yaml'), stringify(config))
    const made = await switchboard('-g')
    assert.equal(made.code, 0, made.said)
  }

  it('without a configuration: code 10, and how to make one', async () => {
    const said = 'There is no config.yaml. Make one with: switchboard -e -c config.yaml\n'
    assert.deepEqual(await switchboard(), { code: 10, said })
  })

  it('with a configuration that is not YAML: code 10 and the line', async () => {
    writeFileSync(join(folder, 'config.yaml'), 'homeserver:\n  address: [\n')
    const { code, said } = await switchboard()
    assert.equal(code, 10)
    assert.match(said, /^config\.yaml, 1 problem, nothing was started:\n {2}line \d +not YAML: [^\n]+\n$/)
  })

  it('with a configuration that is wrong in many ways: code 11 and all of them at once, by line and path', async () => {
    await prepare()
    const wrong = readFileSync(join(folder, 'config.yaml'), 'utf8')
      .replace(`port: ${port}`, 'port: many')
      .replace('networks: []', 'networks:\n  - id: a b\n    typ: irc\ncolour: red')
      .replace('  domain:', '  domian:')
    writeFileSync(join(folder, 'config.yaml'), wrong)
    const { code, said } = await switchboard()
    assert.equal(code, 11)
    assert.match(said, /^config\.yaml, \d problems, nothing was started:\n/)
    assert.match(said, /^ {2}line 3 +homeserver\.domian +unknown key\. Did you mean domain\?$/m)
    assert.match(said, /^ {2}line 6 +appservice\.port +"many" is not a port \(1-65535\)$/m)
    assert.match(said, /^ {2}line \d+ +colour +unknown key/m)
    assert.match(said, /^ {2}line \d+ +networks\[0\]\.type +is missing/m)
    assert.ok(!existsSync(join(folder, 'data')))
  })

  it('with sample values: code 20', async () => {
    assert.equal((await switchboard('-e')).code, 0)
    const { code, said } = await switchboard()
    assert.equal(code, 20)
    assert.match(said, /homeserver\.address +is still the sample value; set the address at which/)
  })

  it('with a registration that belongs to other tokens: code 11 and what to do', async () => {
    await prepare()
    const other = readFileSync(join(folder, 'registration.yaml'), 'utf8').replace(/as_token: .*/, 'as_token: another')
    writeFileSync(join(folder, 'other.yaml'), other)
    const { code, said } = await switchboard('-r', 'other.yaml')
    assert.equal(code, 11)
    assert.match(
      said,
      /^other\.yaml, 1 problem, nothing was started:\n {2}line 5 {2}as_token {2}does not fit the configuration/,
    )
  })

  it('with a log file that cannot be opened: code 12', async () => {
    await prepare({ logging: { writers: [{ type: 'file', filename: 'config.yaml/switchboard.log' }] } })
    const { code, said } = await switchboard()
    assert.equal(code, 12)
    assert.match(said, /^The log cannot be opened: config\.yaml.*: a part of its path is not a folder\.\n$/)
  })

  it('without an answer from the database: code 14, and where it was looked for', async () => {
    const dead = await freePort()
    await prepare({ database: { uri: `postgres://anna:secret@127.0.0.1:${dead}/desk` } })
    const sentence = `PostgreSQL at 127.0.0.1:${dead} cannot be reached. Is it running, and is database.uri right? (ECONNREFUSED)`
    assert.deepEqual(await switchboard(), { code: 14, said: `FATAL: ${sentence}\n` })
  })

  it('without the right password or database: code 14, and which it was; never the password', async () => {
    const at = new URL(database.uri)
    for (const [uri, why] of [
      [`postgres://nobody:secret@${at.host}${at.pathname}`, `refuses "nobody"`],
      [`postgres://${at.username}:secret@${at.host}/none`, 'has no database "none"'],
    ]) {
      await prepare({ database: { uri: uri ?? '' } })
      const { code, said } = await switchboard()
      assert.equal(code, 14)
      assert.ok(said.startsWith(`FATAL: PostgreSQL at ${at.host} ${why}.`), said)
      assert.doesNotMatch(said, /secret|\n +at /)
    }
  })

  it('on a homeserver that does not know its token: code 30, and what to do', async () => {
    await prepare()
    const { code, said } = await switchboard()
    assert.equal(code, 30)
    assert.match(said, /^FATAL: The homeserver does not know our token\. Add registration\.yaml[^\n]*\n$/m)
    assert.doesNotMatch(said, /\n +at /)
  })

  it('the doctor names each thing that keeps it from starting, with its remedy', async () => {
    const dead = await freePort()
    await prepare({ database: { uri: `postgres://anna:secret@127.0.0.1:${dead}/desk` } })
    const { code, said } = await switchboard('doctor')
    assert.equal(code, 14)
    const results = said
      .replaceAll(/\n {6,}/g, ' ')
      .trimEnd()
      .split('\n')
    assert.deepEqual(
      results.map((line) =>
        line
          .trim()
          .replaceAll(/ {2,}/g, '  ')
          .replace(/homeserver {2}\S.* \(Matrix v\S+\) at/, 'homeserver  at'),
      ),
      [
        'ok  files  config.yaml and registration.yaml fit each other',
        `FAIL  database  PostgreSQL at 127.0.0.1:${dead} cannot be reached. Is it running, and is database.uri right? (ECONNREFUSED)`,
        `ok  homeserver  at ${synapse.url}`,
        'FAIL  registration  the homeserver does not know our token. Add registration.yaml, as made by switchboard -g, to app_service_config_files in homeserver.yaml and restart the homeserver.',
        '--  ping  skipped: needs the registration',
        'warn  public links  there is no public address: customers cannot see files that agents send. Set public.address, with a reverse proxy to the public listener.',
        'warn  networks  there is none: no customer can write. Add one to the configuration.',
      ],
    )
  })

  for (const section of ['appservice', 'public']) {
    it(`on a port that is taken (${section}): code 1, and which`, async () => {
      const other = createServer()
      await once(other.listen(0, '127.0.0.1'), 'listening')
      const { port: taken } = other.address() as { port: number }
      const address = `http://127.0.0.1:${taken}`
      await prepare({ [section]: { address, port: taken } })
      const { code, said } = await switchboard()
      other.close()
      assert.equal(code, 1)
      const sentence = `Port ${taken} of 127.0.0.1 is taken by another program, perhaps another Switchboard.`
      assert.ok(said.includes(`FATAL: ${sentence} Change ${section}.port, or end that program.\n`), said)
    })
  }

  it('says the reason on the terminal too where the log goes into a file', async () => {
    const dead = await freePort()
    await prepare({
      database: { uri: `postgres://anna@127.0.0.1:${dead}/desk` },
      logging: { writers: [{ type: 'file', filename: 'logs/switchboard.log' }] },
    })
    const { said } = await switchboard()
    assert.match(said, /^PostgreSQL at .* cannot be reached/)
    assert.match(readFileSync(join(folder, 'logs/switchboard.log'), 'utf8'), /cannot be reached/)
  })

  it('never over a configuration that exists: -e twice', async () => {
    assert.equal((await switchboard('-e')).code, 0)
    const { code, said } = await switchboard('-e')
    assert.deepEqual(
      [code, said],
      [1, 'config.yaml exists already and was not touched. Choose another path with -c.\n'],
    )
  })
})
