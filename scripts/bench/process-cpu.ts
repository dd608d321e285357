import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in this for user space, whatever its own clock runs at (proc_pid_stat(5), sysconf(3)). */
const ticksPerSecond = 100

function fieldsOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => fieldsOf(child)?.[1] === String(pid))
}

/** CPU seconds a process has used so far, in user space and kernel. */
export function cpuOf(pid: number): number {
  const fields = fieldsOf(pid) ?? []
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
}

/** The same with its children, living and ended: a PostgreSQL is a family of processes. */
export function cpuOfFamily(pid: number): number {
  const fields = fieldsOf(pid) ?? []
  const ended = (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / ticksPerSecond
  return ended + [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuOf(one), 0)
}

/** Resident memory in MB. */
export function residentMb(pid: number): number {
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb ?? 0) / 1024
}
