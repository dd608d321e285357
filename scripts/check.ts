// All checks that need no server: `node scripts/check.ts`, or only some: `node scripts/check.ts layers sizes`.

import { dirname } from 'node:path'
import { allSteps } from './checks/all.ts'
import { runSteps } from './checks/run-steps.ts'

const wanted = process.argv.slice(2)
const known = allSteps.map((step) => step.name)
const unknown = wanted.filter((name) => !known.includes(name))

if (unknown.length > 0) {
  console.error(`There is no check called ${unknown.join(', ')}. There are: ${known.join(', ')}`)
  process.exitCode = 2
} else {
  const steps = wanted.length > 0 ? allSteps.filter((step) => wanted.includes(step.name)) : allSteps
  const tally = await runSteps(steps, dirname(import.meta.dirname), (line) => console.log(line))
  console.log(`checks: ${tally.passed} passed, ${tally.failed} failed`)
  process.exitCode = tally.failed > 0 ? 1 : 0
}
