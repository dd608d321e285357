// All steps of `npm test` in order: `node scripts/run-tests.ts all | fast | long [step ...]`.

import { runSteps } from './test-steps/run-steps.ts'
import { chooseSteps } from './test-steps/steps.ts'
import { formatSummary, sumUp } from './test-steps/tally.ts'

const { steps, isLong, problem } = chooseSteps(process.argv.slice(2))

if (problem !== undefined) {
  console.error(problem)
  process.exitCode = 2
} else {
  const results = await runSteps(steps, isLong)
  const total = sumUp(results)
  console.log(`\n${formatSummary(results)}\n`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
