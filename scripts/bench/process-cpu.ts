import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in this for user space, whatever its own clock runs at (proc_pid_stat(5), sysconf(3)). */
const ticksPerSecond = 100
const nsPerSecond = 1e9

function fieldsOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** By parent: one look at all processes. */
function children(): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const pid of readdirSync('/proc').map(Number)) {
    const parent = Number.isInteger(pid) ? Number(fieldsOf(pid)?.[1] ?? 0) : 0
    if (parent > 0) found.set(parent, [...(found.get(parent) ?? []), pid])
  }
  return found
}

/** To the nanosecond where the kernel tells of it, else in ticks. */
function ownSeconds(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const ns = threads.map((id) => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]))
    return ns.reduce((sum, one) => sum + one, 0) / nsPerSecond
  } catch {
    const fields = fieldsOf(pid) ?? []
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
  }
}

/** What children that have ended used. */
function endedSeconds(pid: number): number {
  const fields = fieldsOf(pid) ?? []
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / ticksPerSecond
}

/** CPU seconds a process has used so far, in user space and kernel. */
export function cpuOf(pid: number): number {
  return ownSeconds(pid)
}

/** The same with all that it started, living and ended: a PostgreSQL is a family of processes. */
export function cpuOfFamily(pid: number, known = children()): number {
  const below = (known.get(pid) ?? []).reduce((sum, child) => sum + cpuOfFamily(child, known), 0)
  return ownSeconds(pid) + endedSeconds(pid) + below
}

/** How busy the machine was between two looks, in shares of all its processors. */
export interface Busy {
  /** This process and all that it started. */
  readonly own: number
  readonly others: number
}

/** Begins to watch; each later look tells of the time since. */
export function watchMachine(): () => Busy {
  const [before, ownBefore] = [machineSeconds(), cpuOfFamily(process.pid)]
  return () => {
    const now = machineSeconds()
    const total = now.total - before.total || 1
    const own = Math.min(1, (cpuOfFamily(process.pid) - ownBefore) / total)
    return { own, others: Math.max(0, (now.busy - before.busy) / total - own) }
  }
}

/** Over all processors; what a hypervisor gave to others counts as busy. */
function machineSeconds(): { readonly busy: number; readonly total: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
  const total = ticks.reduce((sum, one) => sum + one, 0)
  return { busy: (total - (ticks[3] ?? 0) - (ticks[4] ?? 0)) / ticksPerSecond, total: total / ticksPerSecond }
}

/** Resident memory in MB. */
export function residentMb(pid: number): number {
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kb ?? 0) / 1024
}
