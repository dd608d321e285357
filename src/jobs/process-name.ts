import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * A name for this process that no other process ever has. On Linux it tells where processes with the same number are
 * looked for (the running kernel and the space of process numbers) and when the process began, so that others there can
 * see whether it still lives.
 */
export function nameOfThisProcess(): string {
  const place = placeOfProcesses()
  const began = place && readProcess(process.pid)?.began
  return [hostname(), process.pid, began ?? randomUUID(), place ?? 'unknown'].join('/')
}

/** Whether the process of that name has ended for certain. False where this cannot be known from here. */
export function hasEnded(name: string): boolean {
  const [, pid, began, place] = name.split('/')
  if (place === undefined || place !== placeOfProcesses()) return false
  const found = readProcess(Number(pid))
  return found === undefined || found.began !== began || found.state === 'Z' || found.state === 'X'
}

function placeOfProcesses(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}:${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return undefined
  }
}

/** proc_pid_stat(5): after the name in brackets, the state is the first field and the time of the beginning the 20th. */
function readProcess(pid: number): { readonly state: string; readonly began: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', began: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
