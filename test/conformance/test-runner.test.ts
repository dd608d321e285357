import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partsOf } from '../../scripts/test-steps/parts.ts'
import { chooseSteps } from '../../scripts/test-steps/steps.ts'
import type { StepResult } from '../../scripts/test-steps/tally.ts'
import { isAlive, startChild } from '../support/child-process.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'

const runner = join(import.meta.dirname, '../../scripts/test-steps/run-suite.ts')

/** Runs a suite of one file with this content, in a process of its own because it prints. */
async function runSuiteOf(content: string, budgetSeconds = 20): Promise<{ result: StepResult; output: string }> {
  const file = join(temporaryFolder('suite'), 'one.test.mjs')
  writeFileSync(file, content)
  const step = JSON.stringify({ name: 'core', budgetSeconds, files: [file] })
  const code = `const { runSuite } = await import(${JSON.stringify(runner)})
    console.log('RESULT ' + JSON.stringify(await runSuite(${step}, { isLong: false, leastHangSeconds: 0 })))`
  const child = await startChild({ command: process.execPath, args: ['--input-type=module', '--eval', code] })
  const [, result = ''] = await child.waitForOutput(/RESULT (.*)\n/, 40_000)
  await child.exited
  return { result: JSON.parse(result) as StepResult, output: child.output }
}

describe('the test runner', function () {
  this.timeout(60_000)

  it('counts what passed and what failed', async () => {
    const { result } = await runSuiteOf(
      `it('one', () => {}); it('two', () => {}); it('three', () => { throw new Error('no') })`,
    )
    assert.partialDeepStrictEqual(result, { passed: 2, failed: 1 })
  })

  it('fails a suite that a server of its own keeps alive, and names it', async () => {
    const { result, output } = await runSuiteOf(`
      import { createServer } from 'node:net'
      it('listens', (done) => { createServer().listen(0, '127.0.0.1', done) })`)
    assert.partialDeepStrictEqual(result, { passed: 1, failed: 1 })
    assert.match(output, /was kept alive by a server on .*127\.0\.0\.1/)
  })

  it('fails a suite that leaves a process behind, and ends that process', async () => {
    const { result, output } = await runSuiteOf(`
      import { spawn } from 'node:child_process'
      it('spawns', () => { spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref() })`)
    assert.partialDeepStrictEqual(result, { passed: 1, failed: 1 })
    const [, pid] = output.match(/left a process behind: (\d+) sleep 1000/) ?? []
    await waitFor('the process to be gone', () => !isAlive(Number(pid)))
  })

  it('fails a suite that runs no test, cannot be loaded, or ends too early', async () => {
    const empty = await runSuiteOf(`describe('nothing', () => {})`)
    assert.match(empty.output, /ran no test/)
    const broken = await runSuiteOf(`import './missing.mjs'`)
    assert.match(broken.output, /could not be loaded: .*missing\.mjs/)
    const cut = await runSuiteOf(`it('ends', () => { process.exit(0) })`)
    assert.match(cut.output, /ended before its tests did/)
    for (const { result } of [empty, broken, cut]) assert.ok(result.failed > 0)
  })

  it('runs every file of every suite in exactly one process', () => {
    const { steps } = chooseSteps(['all'])
    for (const step of steps) {
      const parts = partsOf(step)
      assert.deepEqual(parts.flatMap(({ files }) => files).sort(), step.files)
      assert.ok(parts.every(({ name, files }) => name === step.name && (files.length > 0 || name === 'check')))
    }
    assert.ok(steps.some((step) => partsOf(step).length > 1))
  })

  it('ends a suite that hangs', async () => {
    const { result, output } = await runSuiteOf(`it('hangs', () => { for (;;); })`, 0.5)
    assert.match(output, /did not end within 2 s/)
    assert.equal(result.failed, 1)
  })
})
