import { globSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface TestStep {
  readonly name: string
  readonly budgetSeconds: number
  /** Test files; none for the check. */
  readonly files: readonly string[]
}

interface Chosen {
  readonly steps: readonly TestStep[]
  readonly isLong: boolean
  readonly problem?: string
}

/** In the order of their start: what works beside what waits, and one long part (crash) before many short ones. */
const budgets = { core: 30, storage: 30, check: 60, conformance: 150, crash: 90, scenes: 180 }
const fast = ['check', 'core', 'storage']
/** A long run does many times the rounds. */
const longFactor = 20

function filesOf(suite: string): readonly string[] {
  return globSync(join(root, 'test', suite, '**/*.test.ts')).sort()
}

/** What the command line asks for. A suite without test files is passed over. */
export function chooseSteps([mode = 'all', ...names]: readonly string[]): Chosen {
  const known = Object.keys(budgets)
  const unknown = names.filter((name) => !known.includes(name))
  if (!['all', 'fast', 'long'].includes(mode) || unknown.length > 0) {
    return { steps: [], isLong: false, problem: `Usage: run-tests.ts all | fast | long [${known.join(' | ')}] ...` }
  }
  const isLong = mode === 'long'
  const steps = Object.entries(budgets)
    .filter(([name]) => (names.length > 0 ? names.includes(name) : mode !== 'fast' || fast.includes(name)))
    .map(([name, seconds]) => ({ name, budgetSeconds: isLong ? seconds * longFactor : seconds, files: filesOf(name) }))
    .filter(({ name, files }) => name === 'check' || files.length > 0)
  return { steps, isLong }
}
