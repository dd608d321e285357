import { didYouMean } from '../../src/util/did-you-mean.ts'
import type { Part } from './report.ts'

export interface Chosen {
  readonly chosen: readonly Part[]
  /** What is said in place of measuring, and with which exit code. */
  readonly message?: string
  readonly exitCode: number
}

/** The parts that were asked for, in their own order; all when none is named. */
export function chooseParts(parts: readonly Part[], words: readonly string[]): Chosen {
  const names = words.filter((word) => word !== '--')
  if (names.some((name) => name === '--help' || name === '-h')) return { chosen: [], message: help(parts), exitCode: 0 }
  const known = parts.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) return { chosen: [], message: unknownPart(unknown[0] ?? '', known, parts), exitCode: 2 }
  return { chosen: parts.filter(({ name }) => names.length === 0 || names.includes(name)), exitCode: 0 }
}

function unknownPart(name: string, known: readonly string[], parts: readonly Part[]): string {
  const near = didYouMean(name, known)
  return `There is no part "${name}".${near === undefined ? '' : ` Did you mean ${near}?`}\n\n${help(parts)}`
}

function help(parts: readonly Part[]): string {
  const lines = parts.map(({ name, title }) => `  ${name.padEnd(14)} ${title}`)
  return ['npm run bench              measures everything', 'npm run bench -- <part> …  only these:', ...lines].join(
    '\n',
  )
}
