import { join } from 'node:path'
import ts from 'typescript'
import { parseSource, walk } from './parse-source.ts'
import { readText, sourceFiles } from './project-files.ts'
import { runGit } from './run-tool.ts'
import type { Step } from './step.ts'

const openList = 'docs/promises-open.txt'
const groups = { P: 22, F: 14, I: 8 }
const ids = Object.entries(groups).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
)

/** Every promise is written down and has a test that names it, apart from a list that only shrinks. */
export const promises: Step = {
  name: 'promises',
  async run(root) {
    const written = writtenIds(await readText(join(root, 'docs/promises.md')))
    const open = openIds(await readText(join(root, openList)))
    const tested = await testedIds(root)
    const problems = [
      ...missingRows(written),
      ...unknownIds(open, openList),
      ...unknownIds(tested, 'a test title'),
      ...untested(tested, open),
      ...alreadyTested(tested, open),
      ...(await returned(root, open)),
    ]
    return { problems, figures: `${ids.length - new Set(open).size} of ${ids.length} shown by a test` }
  },
}

function writtenIds(text: string): readonly string[] {
  return [...text.matchAll(/^\|\s*([A-Z]\d+)\s*\|\s*\S[^|]*\|/gm)].map((row) => row[1] ?? '')
}

function openIds(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => (line.startsWith('#') || line.trim() === '' ? [] : [line.trim()]))
}

/** Ids at the beginning of a title: `it('[I3] never two owners', ...)`; any call may carry a title. */
async function testedIds(root: string): Promise<readonly string[]> {
  const paths = (await sourceFiles(root, 'test')).filter((path) => path.endsWith('.test.ts'))
  const sources = await Promise.all(paths.map((path) => parseSource(root, path)))
  return sources.flatMap(titleIds)
}

function titleIds(source: ts.SourceFile): readonly string[] {
  const found: string[] = []
  walk(source, (node) => {
    const title = ts.isCallExpression(node) ? node.arguments[0] : undefined
    if (!title || !(ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) return
    const text = ts.isTemplateExpression(title) ? title.head.text : title.text
    const marks = /^(\[[A-Z]\d+\]\s*)+/.exec(text)?.[0] ?? ''
    found.push(...[...marks.matchAll(/\[([A-Z]\d+)\]/g)].map((mark) => mark[1] ?? ''))
  })
  return found
}

function missingRows(written: readonly string[]): readonly string[] {
  const missing = ids.filter((id) => written.filter((row) => row === id).length !== 1)
  return [
    ...missing.map((id) => `docs/promises.md must have one row ${id}`),
    ...unknownIds(written, 'docs/promises.md'),
  ]
}

function unknownIds(found: readonly string[], where: string): readonly string[] {
  return [...new Set(found)].filter((id) => !ids.includes(id)).map((id) => `${where} names ${id}, which is no promise`)
}

function untested(tested: readonly string[], open: readonly string[]): readonly string[] {
  const missing = ids.filter((id) => !tested.includes(id) && !open.includes(id))
  return missing.map((id) => `${id} has no test whose title begins with [${id}]`)
}

function alreadyTested(tested: readonly string[], open: readonly string[]): readonly string[] {
  return open.filter((id) => tested.includes(id)).map((id) => `${id} has a test: take it off ${openList}`)
}

/** The history knows what was once taken off the list. */
async function returned(root: string, open: readonly string[]): Promise<readonly string[]> {
  const log = await runGit(root, ['log', '-p', '--format=', '--unified=0', '--', openList])
  const removed = new Set([...log.stdout.matchAll(/^-([A-Z]\d+)$/gm)].map((line) => line[1] ?? ''))
  return open.filter((id) => removed.has(id)).map((id) => `${id} was taken off ${openList} and may not return`)
}
