import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../../bin/switchboard.js', import.meta.url))

/** Prints how it was started, once it is ready for what the first argument says. */
function program(name: string): string {
  return `
  if (process.argv[2] === 'wait') {
    const alive = setInterval(() => {}, 1000)
    process.on('disconnect', () => { console.log('left alone'); clearInterval(alive) })
    process.channel?.unref()
    process.on('SIGTERM', () => { console.log('told to end'); clearInterval(alive); process.exitCode = 3 })
    console.log('pid ' + process.pid)
  }
  if (process.argv[2] === 'code') process.exitCode = 14
  console.log(JSON.stringify([${JSON.stringify(name)}, process.execPath, ...process.argv.slice(2)]))
  if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL')
`
}

describe('launcher', () => {
  let folder = ''
  const children: ChildProcess[] = []
  /** Started by a launcher and not known to have ended. */
  const programs: number[] = []
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'switchboard-launcher-')))
  })
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    for (const pid of programs.splice(0)) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true })
  })

  function put(path: string, text: string): string {
    const full = join(folder, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
    return full
  }

  /** A package as it stands in a checkout (`src`), after a build or when published (`dist`). */
  function packageWith(at: string, parts: readonly ('src' | 'dist')[]): string {
    put(join(at, 'package.json'), '{"type":"module"}')
    if (parts.includes('src')) put(join(at, 'src/main.ts'), program('src'))
    if (parts.includes('dist')) put(join(at, 'dist/main.js'), program('dist'))
    mkdirSync(join(folder, at, 'bin'))
    copyFileSync(launcher, join(folder, at, 'bin/switchboard.js'))
    return join(folder, at, 'bin/switchboard.js')
  }

  function bundledNode(): string {
    const name = `node-${process.platform}-${process.arch}`
    put(`node_modules/${name}/package.json`, JSON.stringify({ name }))
    mkdirSync(join(folder, `node_modules/${name}/bin`))
    const path = join(folder, `node_modules/${name}/bin/node`)
    symlinkSync(process.execPath, path)
    return path
  }

  /** `old`: the launcher takes itself to run on Node.js 20. */
  function start(file: string, args: readonly string[], old = false) {
    const pretend = put(
      'pretend.mjs',
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.2' } })`,
    )
    const preload = old ? ['--import', pretend] : []
    const child = spawn(process.execPath, [...preload, file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    const said = { out: '', error: '' }
    child.stdout.on('data', (data) => {
      said.out += data
    })
    child.stderr.on('data', (data) => {
      said.error += data
    })
    return { child, said, ended: once(child, 'close') as Promise<[number | null, string | null]> }
  }

  async function run(file: string, args: readonly string[], old = false) {
    const { said, ended } = start(file, args, old)
    const [code, signal] = await ended
    return { ...said, code, signal, started: said.out === '' ? undefined : JSON.parse(said.out) }
  }

  it('in a checkout runs the source', async () => {
    assert.deepEqual((await run(packageWith('app', ['src']), ['-c', 'x'])).started, [
      'src',
      process.execPath,
      '-c',
      'x',
    ])
  })

  it('in a checkout with a build runs the source all the same, for the build may be older', async () => {
    assert.equal((await run(packageWith('app', ['src', 'dist']), [])).started[0], 'src')
  })

  it('runs the compiled program where there is no source', async () => {
    assert.equal((await run(packageWith('app', ['dist']), [])).started[0], 'dist')
  })

  it('installed below node_modules it never runs the source, which Node.js refuses there', async () => {
    const installed = packageWith('node_modules/switchboard-matrix', ['src'])
    const { code, error } = await run(installed, [])
    assert.equal(code, 1)
    assert.match(error, /^The compiled program is missing: dist\/main\.js\./)
  })

  it('started through the link that npm makes it finds its package', async () => {
    const installed = packageWith('node_modules/switchboard-matrix', ['dist'])
    mkdirSync(join(folder, 'node_modules/.bin'))
    symlinkSync(installed, join(folder, 'node_modules/.bin/switchboard'))
    assert.equal((await run(join(folder, 'node_modules/.bin/switchboard'), [])).started[0], 'dist')
  })

  it('on an old Node.js takes the one installed beside it, and passes arguments and exit code on', async () => {
    const file = packageWith('node_modules/switchboard-matrix', ['dist'])
    bundledNode()
    const { started, code } = await run(file, ['code', '-c', 'a b'], true)
    assert.deepEqual(started, ['dist', process.execPath, 'code', '-c', 'a b'])
    assert.equal(code, 14)
  })

  it('on an old Node.js without another says what to do', async () => {
    const { code, error } = await run(packageWith('app', ['dist']), [], true)
    assert.equal(code, 1)
    assert.match(error, /^Switchboard needs Node\.js 24 or newer\. This is Node\.js 20\.19\.2 /)
  })

  it('passes a signal on and ends as the program ends', async () => {
    bundledNode()
    const { child, said, ended } = start(packageWith('app', ['dist']), ['wait'], true)
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [3, null])
    assert.match(said.out, /told to end/)
  })

  it('that is killed tells the program, which would live on otherwise', async () => {
    bundledNode()
    const { child, said, ended } = start(packageWith('app', ['dist']), ['wait'], true)
    await once(child.stdout, 'data')
    programs.push(Number(/^pid (\d+)$/m.exec(said.out)?.[1]))
    child.kill('SIGKILL')
    // Its output ends only when the program, which writes to it too, has ended.
    assert.deepEqual(await ended, [null, 'SIGKILL'])
    programs.pop()
    assert.match(said.out, /left alone/)
  })

  it('ends by the signal that ended the program', async () => {
    bundledNode()
    const { signal } = await run(packageWith('app', ['dist']), ['die'], true)
    assert.equal(signal, 'SIGKILL')
  })
})
