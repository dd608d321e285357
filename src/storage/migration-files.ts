import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface MigrationFile {
  readonly name: string
  readonly text: string
  readonly checksum: string
}

/** Beside `src` in the sources and beside `dist` in the package. */
export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

const fileName = /^\d{4}-[a-z0-9-]+\.sql$/

/** The migrations in their order. Line ends do not count for the checksum. */
export async function readMigrations(folder = migrationsFolder): Promise<readonly MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => fileName.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}
