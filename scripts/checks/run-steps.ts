import type { Outcome, Step } from './step.ts'

export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** More would only make each of them slower on the two cores of a small machine. */
const atOnce = 2

/** Runs the steps and says one line about each as it ends, with its problems below. Never rejects. */
export async function runSteps(steps: readonly Step[], root: string, say: (line: string) => void): Promise<Tally> {
  const waiting = [...steps]
  let passed = 0
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      if (await runStep(step, root, say)) passed += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { passed, failed: steps.length - passed }
}

async function runStep(step: Step, root: string, say: (line: string) => void): Promise<boolean> {
  const startedAt = performance.now()
  const outcome = await step.run(root).catch(asOutcome)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const ok = outcome.problems.length === 0
  say(`${ok ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(10)} ${seconds.padStart(5)} s  ${outcome.figures ?? ''}`.trimEnd())
  for (const problem of outcome.problems) say(`      ${problem}`)
  return ok
}

function asOutcome(error: unknown): Outcome {
  return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] }
}
