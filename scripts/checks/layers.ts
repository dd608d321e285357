import { sourceFiles } from './project-files.ts'
import { runTool } from './run-tool.ts'
import type { Outcome, Step } from './step.ts'

/** The part of dependency-cruiser's report that we read. */
interface Report {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: { readonly violations: readonly Violation[] }
}

interface Violation {
  readonly from: string
  readonly to: string
  readonly rule: { readonly name: string }
  readonly cycle?: readonly { readonly name: string }[]
}

/** Layer rules, and that they were really applied: with a compiler it cannot use, the tool reads nothing and is happy. */
export const layers: Step = {
  name: 'layers',
  async run(root) {
    const ours = await sourceFiles(root, 'src')
    const folders = await foldersToRead(root)
    if (ours.length === 0) return { problems: ['no module under src'] }
    const result = await runTool(root, 'depcruise', ['-c', '.dependency-cruiser.cjs', '-T', 'json', ...folders])
    if (!result.stdout.startsWith('{')) return { problems: [result.stderr.trim() || `ended with code ${result.code}`] }
    return judge(JSON.parse(result.stdout) as Report, ours)
  },
}

async function foldersToRead(root: string): Promise<readonly string[]> {
  const counted = await Promise.all(
    ['src', 'test', 'scripts'].map(async (name) => [name, await sourceFiles(root, name)]),
  )
  return counted.flatMap(([name, files]) => (files && files.length > 0 && typeof name === 'string' ? [name] : []))
}

function judge(report: Report, ours: readonly string[]): Outcome {
  const read = new Set(report.modules.map((module) => module.source))
  const unread = ours.filter((path) => !read.has(path))
  const count = ours.length - unread.length
  const floor = unread.length > 0 ? [`read ${count} of ${ours.length} modules under src; not read: ${unread[0]}`] : []
  return { problems: [...floor, ...report.summary.violations.map(sentence)], figures: `${count} modules of src read` }
}

function sentence({ rule, from, to, cycle }: Violation): string {
  const way = cycle ? cycle.map(({ name }) => name).join(' -> ') : to
  return from === to && !cycle ? `${rule.name}: ${from}` : `${rule.name}: ${from} -> ${way}`
}
