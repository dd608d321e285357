import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { reapProcess, spareProcess } from '../../test/support/reaper.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import { endLeftovers } from './leftovers.ts'
import { root, type TestStep } from './steps.ts'
import type { SuiteDatabase } from './suite-database.ts'
import type { SuiteReport } from './suite-report.ts'
import type { StepResult } from './tally.ts'

interface SuiteOptions {
  readonly database: SuiteDatabase
  readonly isLong: boolean
  /** The least time after which a suite counts as hanging. */
  readonly leastHangSeconds?: number
}

interface Ended {
  readonly report: SuiteReport | undefined
  readonly how: string | undefined
  readonly output: string
}

/** Far beyond its budget a suite hangs, and nothing it would still say is worth waiting for. */
const hangFactor = 4
/** A busy machine is slow without hanging. */
const usualLeastHangSeconds = 900
/** Each test of the program starts it again, and so do many at once: half of a start is reading its sources. */
const compiled = process.env['NODE_COMPILE_CACHE'] ?? temporaryFolder('compiled')

function startMocha(files: readonly string[], env: NodeJS.ProcessEnv, limitMs: number): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'scripts/test-steps-mocha.ts'), ...files], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const pid = child.pid
  let report: SuiteReport | undefined
  let how: string | undefined
  if (pid !== undefined) reapProcess(pid, 'KILL')
  child.on('message', (message) => {
    report = message as SuiteReport
  })
  const timer = setTimeout(() => {
    how = `did not end within ${limitMs / 1000} s`
    child.kill('SIGKILL')
  }, limitMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (_code, signal) => {
      clearTimeout(timer)
      if (pid !== undefined) spareProcess(pid)
      resolve({ report, output, how: how ?? (signal === null ? undefined : `was ended by ${signal}`) })
    })
  })
}

function problemsOf({ report, how }: Ended, leftovers: readonly string[]): readonly string[] {
  return [
    ...(how === undefined ? [] : [how]),
    ...(report === undefined && how === undefined ? ['ended before its tests did'] : []),
    ...(report !== undefined && report.passed + report.failed === 0 ? ['ran no test'] : []),
    ...(report?.loadError === undefined ? [] : [`could not be loaded: ${report.loadError}`]),
    ...(report?.keptAliveBy ?? []).map((what) => `was kept alive by ${what}`),
    ...leftovers.map((what) => `left a process behind: ${what}`),
  ]
}

/** Runs a suite, or a part of one, in a process of its own. Each thing that goes wrong beside the tests counts as one more failure. */
export async function runSuite(
  step: TestStep,
  { database, isLong, leastHangSeconds = usualLeastHangSeconds }: SuiteOptions,
): Promise<StepResult> {
  const startedAt = performance.now()
  const mark = randomUUID()
  const env = {
    ...process.env,
    SWITCHBOARD_TEST_RUN: mark,
    NODE_COMPILE_CACHE: compiled,
    ...(step.name === 'core' ? {} : { SWITCHBOARD_TEST_POSTGRES: await database.uri() }),
    ...(isLong ? { SWITCHBOARD_TEST_LONG: '1' } : {}),
  }
  const ended = await startMocha(step.files, env, Math.max(step.budgetSeconds * hangFactor, leastHangSeconds) * 1000)
  const problems = problemsOf(ended, await endLeftovers(mark))
  const said = problems.map((problem) => `  The suite ${step.name} ${problem}\n`)
  const { passed = 0, failed = 0, skipped = 0 } = ended.report ?? {}
  const seconds = (performance.now() - startedAt) / 1000
  return {
    name: step.name,
    passed,
    failed: failed + problems.length,
    skipped,
    seconds,
    budgetSeconds: step.budgetSeconds,
    output: `${ended.output}${said.join('')}`,
  }
}
