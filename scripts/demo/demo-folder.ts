import { chmodSync } from 'node:fs'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'

/**
 * Everything of one start: data, configuration, logs. It goes at the end. Started by root, PostgreSQL runs as a user of
 * its own, who must be able to pass through it.
 */
export function demoFolder(): string {
  const folder = temporaryFolder('demo')
  chmodSync(folder, 0o711)
  return folder
}
