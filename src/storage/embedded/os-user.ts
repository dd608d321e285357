import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** As whom PostgreSQL runs; undefined: as ourselves. */
export type OsUser = { readonly uid: number; readonly gid: number } | undefined

const run = promisify(execFile)
const name = 'postgres'

/** PostgreSQL refuses to run as root. Root lets it run as the user `postgres`, and makes that user where there is none. */
export async function postgresUser(): Promise<OsUser> {
  if (process.getuid?.() !== 0) return undefined
  const known = await findUser()
  if (known) return known
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name])
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, and the user ${name} could not be made. Start Switchboard as another user, or set database.uri.`,
      { cause: error },
    )
  }
  return findUser()
}

async function findUser(): Promise<OsUser> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const account = accounts.find(([login]) => login === name)
  return account && { uid: Number(account[2]), gid: Number(account[3]) }
}

/** Rejects where that user cannot enter the folder. */
export async function requireEntry(folder: string, user: OsUser): Promise<void> {
  try {
    await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { cwd: '/', ...user })
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, and its user cannot enter ${folder}. Choose a data folder that others may enter, such as /var/lib/switchboard, or start Switchboard as another user.`,
      { cause: error },
    )
  }
}
