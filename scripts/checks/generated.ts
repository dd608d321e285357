import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runNode } from './run-tool.ts'
import type { Step } from './step.ts'

const folder = 'scripts/generate'

/** What is made from the source is what its generator would make now. Each generator compares when told `--check`. */
export const generated: Step = {
  name: 'generated',
  async run(root) {
    const generators = (await listGenerators(root)).filter((name) => name.endsWith('.ts')).sort()
    const problems: string[] = []
    for (const name of generators) problems.push(...(await compare(root, `${folder}/${name}`)))
    return { problems, figures: `${generators.length} generators` }
  },
}

async function listGenerators(root: string): Promise<readonly string[]> {
  return readdir(join(root, folder)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
}

async function compare(root: string, script: string): Promise<readonly string[]> {
  const result = await runNode(root, [script, '--check'])
  if (result.code === 0) return []
  const said = `${result.stdout}\n${result.stderr}`.trim()
  return [`${script}: ${said === '' ? `ended with code ${result.code}` : said}`]
}
