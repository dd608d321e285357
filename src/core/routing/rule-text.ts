import { compileCondition } from './cel.ts'
import { unknownQueuesIn } from './check-condition.ts'
import { printResult, readResult } from './result-text.ts'
import type { Rule, RuleResult } from './rule-set.ts'
import type { RuleTextProblem } from './rule-text-problem.ts'
import { findWord, nextWord, quoteWord, type RuleWord } from './rule-words.ts'

export type RuleReading =
  | { readonly ok: true; readonly rule: Rule }
  | { readonly ok: false; readonly problems: readonly RuleTextProblem[] }

export type DefaultReading =
  | { readonly ok: true; readonly result: RuleResult }
  | { readonly ok: false; readonly problems: readonly RuleTextProblem[] }

const longestName = 64

/**
 * Reads `"billing words" when text.contains("invoice") then queue billing priority 5 skill linux 2 feature files`. All
 * problems at once, the condition's included, with their places in `source`. `queues`: those there are; absent when that
 * is checked elsewhere.
 */
export function parseRule(source: string, queues?: readonly string[]): RuleReading {
  const name = nextWord(source, 0)
  const when = nextWord(source, name.end)
  const wrongName = checkName(name)
  if (wrongName || when.value !== 'when' || when.kind !== 'bare') {
    return { ok: false, problems: [problemAt(wrongName ? name : when, wrongName ?? 'after the name comes: when')] }
  }
  const then = findWord(source, 'then', when.end)
  const condition = trimmed(source, when.end, then ?? source.length)
  const problems = conditionProblems(source, condition, queues)
  if (then === undefined) {
    const end = { value: '', kind: 'none', start: source.length, end: source.length } as const
    return { ok: false, problems: [...problems, problemAt(end, 'after the condition comes: then queue …')] }
  }
  const read = readResult(source, then + 'then'.length, queues)
  const all = [...problems, ...read.problems]
  if (all.length > 0) return { ok: false, problems: all }
  const rule = { name: name.value, condition: source.slice(condition.start, condition.end), result: read.result }
  return { ok: true, rule }
}

/** Reads `default queue general`, with or without the first word. */
export function parseDefault(source: string, queues?: readonly string[]): DefaultReading {
  const first = nextWord(source, 0)
  const { result, problems } = readResult(source, first.value === 'default' ? first.end : 0, queues)
  return problems.length === 0 ? { ok: true, result } : { ok: false, problems }
}

/** The rule as `parseRule` reads it again. */
export function printRule({ name, condition, result }: Rule): string {
  const ending = condition.includes('//') ? '\n' : ' '
  return `${quoteWord(name)} when ${condition}${ending}then ${printResult(result)}`
}

/** The default as `parseDefault` reads it again. */
export function printDefault(result: RuleResult): string {
  return `default ${printResult(result)}`
}

function checkName({ value, kind }: RuleWord): string | undefined {
  if (kind === 'unclosed') return 'the closing quote is missing'
  if (kind === 'none' || (kind === 'bare' && value === 'when') || value.trim() === '') {
    return 'a rule begins with its name: "billing words" when …'
  }
  if (value.length > longestName) return `a name may have ${longestName} characters`
  return /\p{Cc}/u.test(value) ? 'a name is one line of plain text' : undefined
}

function conditionProblems(
  source: string,
  { start, end }: Place,
  queues: readonly string[] | undefined,
): readonly RuleTextProblem[] {
  const compilation = compileCondition(source.slice(start, end))
  const unknownQueues = compilation.ok && queues ? unknownQueuesIn(compilation.condition, queues) : []
  const part = { start, end, is: 'condition' } as const
  return (compilation.ok ? unknownQueues : compilation.problems).map((problem) => {
    return { ...problem, start: problem.start + start, end: problem.end + start, part }
  })
}

interface Place {
  readonly start: number
  readonly end: number
}

function trimmed(source: string, start: number, end: number): Place {
  const text = source.slice(start, end)
  const from = start + text.length - text.trimStart().length
  return { start: Math.min(from, end), end: Math.max(Math.min(from, end), start + text.trimEnd().length) }
}

function problemAt({ start, end }: RuleWord, message: string): RuleTextProblem {
  return { message, start, end, part: { start, end, is: 'clause' } }
}
