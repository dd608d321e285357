import type { Problem } from './problem.ts'

/** The report of a configuration that cannot be used, as printed: one line per problem, in columns. */
export function formatProblems(
  file: string,
  problems: readonly Problem[],
  consequence = 'nothing was started',
): string {
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  const whereWidth = Math.max(...problems.map(({ where }) => where.length))
  const pathWidth = Math.max(...problems.map(({ path }) => path.length))
  const lines = problems.map(({ where, path, text }) => {
    const columns = [where.padEnd(whereWidth), path.padEnd(pathWidth), text]
    return `  ${columns.filter((column) => column.length > 0).join('  ')}`.trimEnd()
  })
  return [`${file}, ${count}${consequence === '' ? '' : `, ${consequence}`}:`, ...lines].join('\n')
}
