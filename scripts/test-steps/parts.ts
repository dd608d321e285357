import { basename } from 'node:path'
import type { TestStep } from './steps.ts'

/** In how many processes a suite runs at most; in one if it is not here. Each of them costs a second of work. */
const processes: Readonly<Record<string, number>> = { storage: 3, conformance: 100, scenes: 100 }

/** What takes longest begins first, so that nobody waits for it alone at the end. */
const longest = ['irc-identity', 'package', 'servers', 'homeserver-faults', 'crowd', 'offers', 'trouble', 'embedded']

function rank(file: string): number {
  const index = longest.indexOf(basename(file, '.test.ts'))
  return index < 0 ? longest.length : index
}

/** What of a step runs in a process of its own: some of its files, or all. */
export function partsOf(step: TestStep): readonly TestStep[] {
  const count = Math.min(processes[step.name] ?? 1, step.files.length)
  if (count < 2) return [step]
  const files = step.files.toSorted((one, other) => rank(one) - rank(other))
  return Array.from({ length: count }, (_, part) => ({
    ...step,
    files: files.filter((_file, index) => index % count === part),
  }))
}
