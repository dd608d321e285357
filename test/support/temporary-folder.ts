import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reapFolder } from './reaper.ts'

/** A new folder below the system's temporary one. It goes when this process ends, however that is. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `switchboard-${name}-`))
  reapFolder(folder)
  return folder
}
