import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Paths below `root` with forward slashes, sorted, without what `.gitignore` names. */
export async function projectFiles(root: string): Promise<readonly string[]> {
  const isIgnored = ignoreRule(await readText(join(root, '.gitignore')))
  const found: string[] = []
  await collect(root, '', isIgnored, found)
  return found.sort()
}

/** TypeScript sources of one top folder, without declarations. Empty when the folder is missing. */
export async function sourceFiles(root: string, folder: string): Promise<readonly string[]> {
  const files = await projectFiles(root)
  return files.filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.ts') && !path.endsWith('.d.ts'))
}

/** The text of a file, or '' if there is none. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
}

async function collect(root: string, folder: string, isIgnored: (name: string) => boolean, found: string[]) {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (isIgnored(entry.name)) continue
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) await collect(root, path, isIgnored, found)
    else if (entry.isFile()) found.push(path)
  }
}

/** Understands the two forms our .gitignore uses: `name/` and `*.ending`. */
function ignoreRule(gitignore: string): (name: string) => boolean {
  const lines = gitignore.split('\n').map((line) => line.trim())
  const names = new Set(['.git', 'node_modules', ...lines.map((line) => line.replace(/\/$/, ''))])
  const endings = lines.filter((line) => line.startsWith('*.')).map((line) => line.slice(1))
  return (name) => names.has(name) || endings.some((ending) => name.endsWith(ending))
}
