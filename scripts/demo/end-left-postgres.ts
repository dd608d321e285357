import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../../test/support/child-process.ts'
import { waitFor } from '../../test/support/wait-for.ts'

/**
 * A Switchboard that ends in order stops its PostgreSQL. One that crashed leaves it running, on purpose: its next start
 * takes it over. Here there is none.
 */
export async function endLeftPostgres(dataFolder: string): Promise<void> {
  const pid = readPid(join(dataFolder, 'postgres', 'cluster', 'postmaster.pid'))
  if (pid === undefined || !isAlive(pid)) return
  // Fast shutdown: connections are cut, data is written.
  process.kill(pid, 'SIGINT')
  await waitFor(`PostgreSQL ${pid} to end`, () => !isAlive(pid))
}

/** The file is PostgreSQL's own, and is gone once it has ended. Its first line is the process. */
function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 1 ? pid : undefined
  } catch {
    return undefined
  }
}
