import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TemporaryProject extends AsyncDisposable {
  readonly root: string
}

/** A folder with these files (path to text) and our installed packages; gone again when disposed of. */
export async function temporaryProject(files: Readonly<Record<string, string>>): Promise<TemporaryProject> {
  const root = await mkdtemp(join(tmpdir(), 'switchboard-project-'))
  await symlink(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) }
}
