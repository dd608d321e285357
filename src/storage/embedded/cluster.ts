import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { OsUser } from './os-user.ts'
import type { Programs } from './programs.ts'

/** PostgreSQL's data and how to reach it. */
export interface Cluster {
  readonly data: string
  readonly log: string
  readonly password: string
  readonly user: OsUser
  readonly programs: Programs
}

const run = promisify(execFile)

export const superuser = 'switchboard'

/** The environment of PostgreSQL's programs: nothing of ours, so that no PG* variable leads them astray. */
export const environment = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' }

/** The cluster in `folder`, made if there is none yet. Only a complete one gets its name, so a start that was killed is repeated. */
export async function prepareCluster(folder: string, programs: Programs, user: OsUser): Promise<Cluster> {
  const password = await readPassword(folder)
  const data = join(folder, 'cluster')
  const cluster = { data, log: join(folder, 'postgres.log'), password, user, programs }
  if (!(await readText(join(data, 'PG_VERSION')))) await initialise(folder, cluster)
  return cluster
}

async function readPassword(folder: string): Promise<string> {
  const path = join(folder, 'password')
  const known = await readText(path)
  if (known) return known
  const password = randomBytes(24).toString('base64url')
  await writeFile(path, password, { mode: 0o600 })
  await chmod(path, 0o600)
  return password
}

async function initialise(folder: string, { data, password, user, programs }: Cluster): Promise<void> {
  const unfinished = join(folder, 'cluster.new')
  const passwordFile = join(folder, 'password.new')
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  for (const path of user ? [unfinished, passwordFile] : []) await chown(path, user?.uid ?? 0, user?.gid ?? 0)
  const args = [`--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${passwordFile}`]
  const fixed = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C']
  try {
    await run(programs.initdb, [...args, ...fixed], { cwd: '/', env: environment, ...user })
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(unfinished, data)
}

/** The port of the last time if it is free, else a new one, remembered for the next time. */
export async function choosePort(cluster: Cluster): Promise<number> {
  const path = join(cluster.data, '..', 'port')
  const known = Number(await readText(path))
  if (known > 0 && (await listensOn(known))) return known
  const port = await listensOn(0)
  await writeFile(path, `${port}\n`)
  return port
}

/** The port, after listening on it for a moment; 0 when it is taken. */
function listensOn(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(0))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
