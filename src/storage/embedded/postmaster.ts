import { spawn } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, choosePort, environment } from './cluster.ts'
import { answers } from './connect.ts'

/** A running PostgreSQL server. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
  /** It ran before we looked. */
  readonly wasRunning: boolean
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '64MB',
  cluster_name: 'switchboard',
}

const startMs = 120_000
const lookEveryMs = 300

/** The server of this cluster: the one that a killed process left behind, or a new one. Resolves when it answers. `port`: it must be that one. */
export async function findOrStart(cluster: Cluster, port?: number): Promise<Postmaster> {
  const left = await findRunning(cluster)
  const postmaster = left ?? (await start(cluster, port ?? (await choosePort(cluster))))
  let gone = false
  void postmaster.gone.then(() => {
    gone = true
  })
  const until = performance.now() + startMs
  while (!(await answers(cluster, postmaster.port))) {
    if (gone) throw new Error(`PostgreSQL ended while it started; its log is ${cluster.log}`)
    if (performance.now() > until) throw new Error(`PostgreSQL does not answer; its log is ${cluster.log}`)
    await pause(50)
  }
  return postmaster
}

/** Its own process group and its log in a file: neither Ctrl-C nor our sudden end reaches it. */
async function start(cluster: Cluster, port: number): Promise<Postmaster> {
  const log = await open(cluster.log, 'a', 0o600)
  const options = Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  try {
    const child = spawn(cluster.programs.postgres, ['-D', cluster.data, ...options], {
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...cluster.user,
    })
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    return { pid: child.pid ?? 0, port, gone, wasRunning: false }
  } finally {
    await log.close()
  }
}

/** By the file that PostgreSQL keeps while it runs: process, folder, start, port on one line each. */
async function findRunning({ data }: Cluster): Promise<Postmaster | undefined> {
  const path = join(data, 'postmaster.pid')
  const [pid = 0, , , port = 0] = (await readFile(path, 'utf8').catch(() => '')).split('\n').map(Number)
  if (pid <= 0) return undefined
  if (port > 0 && (await isPostgres(pid))) return { pid, port, gone: goneOf(pid), wasRunning: true }
  // The number may belong to another program by now, and PostgreSQL would refuse to start.
  await rm(path, { force: true })
  return undefined
}

async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres')
  return name.trim() === 'postgres'
}

/** It is not our child, so its end has to be looked for. */
async function goneOf(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(lookEveryMs, undefined, { ref: false })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
