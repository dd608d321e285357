import { availableParallelism } from 'node:os'
import { partsOf } from './parts.ts'
import { runCheck } from './run-check.ts'
import { runSuite } from './run-suite.ts'
import type { TestStep } from './steps.ts'
import { SuiteDatabase } from './suite-database.ts'
import { joinResults, type StepResult } from './tally.ts'

/** Tests wait for servers most of the time. */
const partsPerCore = 2
const stillRunningMs = 30_000

interface Run {
  readonly step: TestStep
  readonly parts: readonly TestStep[]
  readonly results: StepResult[]
  startedAt: number
  whole?: StepResult
}

/** Runs the parts of all steps in order, several of them at once. What a step printed is shown when its last part ends. */
export async function runSteps(steps: readonly TestStep[], isLong: boolean): Promise<readonly StepResult[]> {
  await using database = new SuiteDatabase()
  const runs = steps.map((step): Run => ({ step, parts: partsOf(step), results: [], startedAt: 0 }))
  const waiting = runs.flatMap((run) => run.parts.map((part) => ({ run, part })))
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { run, part } = next
      run.startedAt ||= performance.now()
      run.results.push(await (part.name === 'check' ? runCheck(part) : runSuite(part, { database, isLong })))
      if (run.results.length === run.parts.length) end(run)
    }
  }
  const progress = setInterval(() => sayProgress(runs), stillRunningMs)
  await Promise.all(Array.from({ length: availableParallelism() * partsPerCore }, work))
  clearInterval(progress)
  return runs.flatMap(({ whole }) => whole ?? [])
}

function secondsOf({ startedAt }: Run): number {
  return (performance.now() - startedAt) / 1000
}

function end(run: Run): void {
  const { name, budgetSeconds } = run.step
  run.whole = { ...joinResults(run.results), name, budgetSeconds, seconds: secondsOf(run) }
  console.log(`\n=== ${name} (${budgetSeconds} s) ===\n${run.whole.output.trimEnd()}`)
}

function sayProgress(runs: readonly Run[]): void {
  const running = runs.filter(({ startedAt, whole }) => startedAt > 0 && !whole)
  const parts = running.map((run) => `${run.step.name} for ${Math.round(secondsOf(run))} s`)
  console.log(`... running: ${parts.join(', ')}`)
}
