import { sourceFiles } from './project-files.ts'
import type { Step } from './step.ts'

/** Names that say nothing about what is inside. */
const empty = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'types',
  'common',
  'misc',
  'manager',
  'service',
  'handler',
])

/** File names: kebab-case, and in core, ports and app named for the one thing inside. */
export const names: Step = {
  name: 'names',
  async run(root) {
    const paths = await Promise.all(['src', 'scripts', 'test'].map((folder) => sourceFiles(root, folder)))
    return { problems: paths.flat().flatMap(nameProblems) }
  },
}

function nameProblems(path: string): readonly string[] {
  const name = (path.split('/').at(-1) ?? '').replace(/(\.test)?\.ts$/, '')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [`${path} is not kebab-case`]
  const lastWord = name.split('-').at(-1) ?? name
  const isEmpty = /^src\/(core|ports|app)\//.test(path) && empty.has(lastWord)
  return isEmpty ? [`${path}: "${lastWord}" does not say what it holds`] : []
}
