// All steps of `npm test` in order: `node scripts/run-tests.ts all | fast | long [step ...]`.

import { runCheck } from './test-steps/run-check.ts'
import { runSuite } from './test-steps/run-suite.ts'
import { chooseSteps } from './test-steps/steps.ts'
import { SuiteDatabase } from './test-steps/suite-database.ts'
import { formatSummary, type StepResult, sumUp } from './test-steps/tally.ts'

const { steps, isLong, problem } = chooseSteps(process.argv.slice(2))

async function runAll(): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  await using database = new SuiteDatabase()
  for (const step of steps) {
    console.log(`\n=== ${step.name} (${step.budgetSeconds} s) ===`)
    const result = step.name === 'check' ? await runCheck(step) : await runSuite(step, { database, isLong })
    if (result !== undefined) results.push(result)
  }
  return results
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
