import type { ConditionProblem } from './condition-problem.ts'

/** What is wrong with the text of a rule. `part` is the condition or the clause it is in. */
export interface RuleTextProblem extends ConditionProblem {
  readonly part: { readonly start: number; readonly end: number; readonly is: 'condition' | 'clause' }
}

const widestPart = 60

/**
 * The problems below each other, each with the part it is in; in a condition the place is underlined:
 *
 *     txt == "a"      there is no "txt" here. Did you mean text?
 *     ^^^
 *     queue biling    there is no such queue. Did you mean billing?
 */
export function showProblems(source: string, problems: readonly RuleTextProblem[]): string {
  const shown = problems.map((problem) => showPart(source, problem))
  const width = Math.max(...shown.map(({ text }) => text.length))
  const lines = problems.flatMap(({ message }, index) => {
    const { text = '', underline = '' } = shown[index] ?? {}
    return [`${text.padEnd(width)}    ${message}`, ...(underline ? [underline] : [])]
  })
  return lines.join('\n')
}

/** The part on one line; of a long condition what is around the place. */
function showPart(source: string, { part, start, end }: RuleTextProblem) {
  const from = part.end - part.start <= widestPart ? part.start : Math.max(part.start, start - widestPart / 2)
  const text = source.slice(from, Math.min(part.end, from + widestPart)).replace(/\s/g, ' ')
  if (part.is === 'clause') return { text }
  const length = Math.max(1, Math.min(end, from + widestPart) - start)
  return { text, underline: ' '.repeat(start - from) + '^'.repeat(length) }
}
