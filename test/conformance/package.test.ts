import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { projectRoot } from '../servers/installed.ts'
import { testDatabase } from '../servers/test-database.ts'
import { startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import {
  foreignEnvironment,
  type Installed,
  installPackage,
  type Packed,
  packProject,
} from '../support/packed-project.ts'

interface Said {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

describe('the package', function () {
  this.timeout(300_000)
  let packed: Packed
  let installed: Installed

  before(async () => {
    packed = await packProject()
    installed = await installPackage(packed)
  })

  /** `npx switchboard …` in the folder of the installation. */
  function npx(...args: readonly string[]): Said {
    const options = { cwd: installed.folder, env: foreignEnvironment(), encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync('npx', ['switchboard', ...args], options)
    return { code: status, out: stdout, error: stderr }
  }

  function put(name: string, text: string): void {
    writeFileSync(join(installed.folder, name), text)
  }

  it('holds the program, its migrations and what an operator needs, and nothing else', () => {
    const folders = new Set(packed.paths.map((path) => path.split('/')[0]))
    for (const wanted of ['bin', 'dist', 'migrations', 'bridge-config', 'docs', 'registration.yaml', 'LICENSE']) {
      assert.ok(folders.has(wanted), `${wanted} is missing`)
    }
    const others = packed.paths.filter((path) => /^(src|test|scripts|\.)|\.ts$|\.test\.|schema\.sql$/.test(path))
    assert.deepEqual(others, [])
    assert.ok(packed.bytes < 600_000, `${packed.bytes} bytes`)
  })

  it('takes less than 450 MB with everything it needs, Node.js and PostgreSQL included', () => {
    const megabytes = Math.round(installed.bytes / 1e6)
    console.log(`      ${megabytes} MB in node_modules, ${Math.round(packed.bytes / 1000)} kB of them the tarball`)
    assert.ok(megabytes < 450, `${megabytes} MB`)
  })

  after(async function () {
    this.timeout(60_000)
    if (installed) await rm(installed.folder, { recursive: true, force: true })
  })

  it('says its version and its help', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }
    assert.deepEqual(npx('-v'), { code: 0, out: `switchboard ${version}\n`, error: '' })
    const help = npx('-h')
    assert.equal(help.code, 0)
    assert.match(help.out, /--generate-registration/)
  })

  it('without a configuration says how to make one', () => {
    const { code, error } = npx()
    assert.equal(code, 10)
    assert.equal(error, 'There is no config.yaml. Make one with: switchboard -e -c config.yaml\n')
  })

  it('writes the sample of the repository, and refuses to start with it', () => {
    assert.equal(npx('-e', '-c', 'sample.yaml').code, 0)
    const sample = readFileSync(join(installed.folder, 'sample.yaml'), 'utf8')
    assert.equal(sample, readFileSync(join(projectRoot, 'bridge-config/config.yaml'), 'utf8'))
    const { code, error } = npx('-c', 'sample.yaml')
    assert.equal(code, 20)
    assert.match(error, /sample\.yaml, \d+ problems, nothing was started:/)
    assert.match(error, /homeserver\.domain +is still the sample value/)
  })

  it('refuses to start with the registration of the repository', () => {
    put('config.yaml', configFor({ port: 29390, homeserver: 'http://127.0.0.1:9', database: '' }))
    assert.equal(npx('-g').code, 0)
    cpSync(join(projectRoot, 'registration.yaml'), join(installed.folder, 'placeholder.yaml'))
    const { code, error } = npx('-r', 'placeholder.yaml')
    assert.equal(code, 20)
    assert.match(error, /^placeholder\.yaml, .*\n +line 5 +as_token +is still the sample value/)
  })

  it('makes a registration whose tokens are in the configuration, and finds both fine', () => {
    const { code, out } = npx('check-config')
    assert.deepEqual([code, out], [0, 'config.yaml is fine. registration.yaml fits it.\n'])
    const config = parse(readFileSync(join(installed.folder, 'config.yaml'), 'utf8')) as { appservice: object }
    const registration = parse(readFileSync(join(installed.folder, 'registration.yaml'), 'utf8')) as object
    const { as_token, hs_token } = registration as Record<string, unknown>
    assert.deepEqual({ ...config.appservice, as_token, hs_token }, config.appservice)
  })

  it('runs on a real database while the homeserver is away, says so, and ends with 0', async () => {
    await using database = await testDatabase()
    const [port, dead] = [await freePort(), await freePort()]
    put('config.yaml', configFor({ port, homeserver: `http://127.0.0.1:${dead}`, database: database.uri }))
    assert.equal(npx('-g').code, 0)
    const program = await startChild({
      command: join(installed.folder, 'node_modules/.bin/switchboard'),
      args: [],
      cwd: installed.folder,
      env: foreignEnvironment(),
    })
    await program.waitForOutput(/Switchboard is running/, 30_000)
    const answer = await fetch(`http://127.0.0.1:${port}/health`)
    const health = (await answer.json()) as Record<string, { ok: boolean }>
    assert.equal(answer.status, 503)
    assert.deepEqual([health['database']?.ok, health['homeserver']?.ok], [true, false])
    assert.deepEqual(await program.stop(), { code: 0, signal: null }, program.output)
    assert.ok(!existsSync(join(installed.folder, 'data')), 'it made a data folder without need')
  })
})

interface Wanted {
  readonly port: number
  readonly homeserver: string
  readonly database: string
}

function configFor({ port, homeserver, database }: Wanted): string {
  return stringify({
    homeserver: { address: homeserver, domain: 'switchboard.test' },
    appservice: { address: `http://127.0.0.1:${port}`, port },
    bridge: { permissions: { '@admin:switchboard.test': 'admin' } },
    database: { uri: database },
    networks: [],
  })
}
