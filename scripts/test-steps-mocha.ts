// One suite in one process, ended by its event loop running empty: `test-steps-mocha.ts FILE ...`.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Mocha from 'mocha'
import { parse } from 'yaml'
import { keptAliveBy } from './test-steps/kept-alive-by.ts'
import type { SuiteReport } from './test-steps/suite-report.ts'

interface Settings {
  readonly require: readonly string[]
  readonly timeout: number
  readonly slow: number
}

const root = resolve(import.meta.dirname, '..')
const isCi = process.env['CI'] !== undefined
/** Sockets and processes that were told to end get this long to do so. */
const graceMs = 4000

async function loadMocha(files: readonly string[]): Promise<Mocha> {
  const settings = parse(readFileSync(join(root, '.mocharc.yml'), 'utf8')) as Settings
  const hooks = await Promise.all(settings.require.map((file) => import(join(root, file))))
  const { timeout, slow } = settings
  const rootHooks = Object.assign({}, ...hooks.map((module) => module.mochaHooks))
  const color = process.stdout.isTTY
  const mocha = new Mocha({ color, timeout, slow, rootHooks, forbidOnly: true, forbidPending: isCi })
  for (const file of files) mocha.addFile(file)
  await mocha.loadFilesAsync()
  return mocha
}

function tell(report: SuiteReport): void {
  process.send?.(report)
}

/** The timer itself holds nothing, so it fires only if something else still does. */
function watchForEnd(report: SuiteReport): void {
  const timer = setTimeout(() => {
    process.send?.({ ...report, keptAliveBy: keptAliveBy() }, () => process.exit(1))
  }, graceMs)
  timer.unref()
}

function run(mocha: Mocha): void {
  let [passed, failed, skipped] = [0, 0, 0]
  const runner = mocha.run(() => {
    const report = { passed, failed, skipped }
    tell(report)
    process.exitCode = failed > 0 ? 1 : 0
    watchForEnd(report)
  })
  runner.on('pass', () => passed++)
  runner.on('fail', () => failed++)
  runner.on('pending', () => skipped++)
}

try {
  run(await loadMocha(process.argv.slice(2)))
} catch (error) {
  const loadError = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (process.send === undefined) console.error(loadError)
  tell({ passed: 0, failed: 0, skipped: 0, loadError })
  process.exitCode = 1
}
