// All steps of `npm test` in order: `node scripts/run-tests.ts all | fast | long [step ...]`.

import { runCheck } from './test-steps/run-check.ts'
import { runSuite } from './test-steps/run-suite.ts'
import { chooseSteps, type TestStep } from './test-steps/steps.ts'
import { SuiteDatabase } from './test-steps/suite-database.ts'
import { formatSummary, type StepResult, sumUp } from './test-steps/tally.ts'

const { steps, isLong, problem } = chooseSteps(process.argv.slice(2))

/** It mostly waits for servers, and takes as long as all others: two lanes for two cores. */
const besides: ReadonlySet<string> = new Set(['conformance'])
const stillRunningMs = 30_000

async function runAll(): Promise<readonly StepResult[]> {
  await using database = new SuiteDatabase()
  const running = new Map<string, number>()
  const progress = setInterval(() => sayProgress(running), stillRunningMs)
  const runLane = async (lane: readonly TestStep[]): Promise<readonly StepResult[]> => {
    const results: StepResult[] = []
    for (const step of lane) {
      running.set(step.name, performance.now())
      const result = step.name === 'check' ? await runCheck(step) : await runSuite(step, { database, isLong })
      running.delete(step.name)
      console.log(`\n=== ${step.name} (${step.budgetSeconds} s) ===\n${result.output.trimEnd()}`)
      results.push(result)
    }
    return results
  }
  const lanes = [steps.filter(({ name }) => !besides.has(name)), steps.filter(({ name }) => besides.has(name))]
  const results = await Promise.all(lanes.map(runLane))
  clearInterval(progress)
  return steps.flatMap(({ name }) => results.flat().filter((result) => result.name === name))
}

function sayProgress(running: ReadonlyMap<string, number>): void {
  const parts = [...running].map(([name, since]) => `${name} for ${Math.round((performance.now() - since) / 1000)} s`)
  console.log(`... running: ${parts.join(', ')}`)
}

if (problem !== undefined) {
  console.error(problem)
  process.exitCode = 2
} else {
  const results = await runAll()
  const total = sumUp(results)
  console.log(`\n${formatSummary(results)}\n`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
