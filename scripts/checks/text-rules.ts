import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectFiles } from './project-files.ts'
import type { Step } from './step.ts'

interface TextRule {
  readonly what: string
  readonly pattern: RegExp
  readonly applies: (path: string) => boolean
}

const everywhere = () => true
const isCode = (path: string) => /\.(ts|js|cjs|mjs|sql|sh|ya?ml|json|md)$/.test(path) && path !== 'package-lock.json'
/** The one place that may leave a suite out: it does so only outside CI, and says so loudly. */
const mayLeaveOut = 'test/servers/installed.ts'
const isTest = (path: string) => path.startsWith('test/') && path.endsWith('.ts') && path !== mayLeaveOut

// Written so that this file does not match its own rules.
const rules: readonly TextRule[] = [
  { what: 'unfinished work', pattern: /\b(TO[D]O|FIXM[E]|XX[X])\b/, applies: isCode },
  {
    what: 'a test that runs alone or not at all',
    pattern: /\.(only|skip)\s*\(|\bx(it|describe)\s*\(/,
    applies: isTest,
  },
  { what: 'a path of one machine', pattern: /(?<![\w./~-])\/(work|tmp|root|home|Users)\/[\w.-]/, applies: everywhere },
  {
    what: 'a package registry by name',
    pattern:
      /\b(npmjs\.(org|com)|yarnpkg\.com|pypi\.(org|python\.org)|pythonhosted\.org|crates\.io|proxy\.golang\.org)\b/,
    applies: everywhere,
  },
  {
    what: 'where a package came from',
    pattern: /"resolved": "https?:/,
    applies: (path) => path === 'package-lock.json',
  },
  {
    what: 'a check to be silent about a whole file or a type',
    pattern: /@ts-(ignore|nocheck)|(eslint|oxlint)-disable(?!-(next-)?line)|biome-ignore-all/,
    applies: (path) => isCode(path) && !path.endsWith('.md') && path !== 'scripts/checks/text-rules.ts',
  },
  {
    what: 'a package mirror by name',
    pattern: /\b((deb|security|ftp)\.debian\.org|archive\.ubuntu\.com|security\.ubuntu\.com)\b/,
    applies: everywhere,
  },
]

/** What must not stand in any text of the project, whatever its language. */
export const textRules: Step = {
  name: 'texts',
  async run(root) {
    const paths = await projectFiles(root)
    const found = await Promise.all(paths.map((path) => problemsIn(root, path)))
    return { problems: found.flat(), figures: `${paths.length} files` }
  },
}

async function problemsIn(root: string, path: string): Promise<readonly string[]> {
  const text = await readFile(join(root, path), 'utf8')
  if (text.includes('\0')) return []
  const applying = rules.filter(({ applies }) => applies(path))
  return applying.flatMap((rule) => placesOf(rule, path, text))
}

function placesOf({ what, pattern }: TextRule, path: string, text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const match = pattern.exec(line)
    return match ? [`${path}:${index + 1} names ${what}: ${match[0]}`] : []
  })
}
