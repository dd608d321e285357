import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** What was killed because its parent ended needs a moment to go, and folders to be removed: longer on a busy machine. */
const graceMs = 10_000

function read(pid: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Every process inherits its parent's environment, so a suite's mark is in all that the suite started. */
function findMarked(mark: string): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => read(pid, 'environ').includes(`SWITCHBOARD_TEST_RUN=${mark}`))
}

/** Ends processes that a suite left behind, and says which they were. */
export async function endLeftovers(mark: string): Promise<readonly string[]> {
  const until = performance.now() + graceMs
  let pids = findMarked(mark)
  while (pids.length > 0 && performance.now() < until) {
    await pause(50)
    pids = findMarked(mark)
  }
  const found = pids.map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 120)}`)
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL')
  return found
}
