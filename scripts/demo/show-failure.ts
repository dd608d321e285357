import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { projectRoot } from '../../test/servers/installed.ts'
import { paint, print } from './screen.ts'
import type { Installation } from './switchboard.ts'

const shownLines = 25

/** Says what went wrong, shows the end of the logs and keeps them: the folder of the demo goes. */
export function showFailure(error: unknown, { folder, log }: Installation): void {
  const logs = [log, join(folder, 'synapse', 'homeserver.log')]
  print(`\n${paint('red', error instanceof Error ? error.message : String(error))}`)
  if (error instanceof Error && error.cause instanceof Error) print(error.cause.message)
  const kept = join(process.env['SWITCHBOARD_CACHE'] ?? join(projectRoot, '.cache'), 'demo-failed')
  mkdirSync(kept, { recursive: true })
  for (const log of logs.filter(existsSync)) {
    copyFileSync(log, join(kept, basename(log)))
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    print(`\n${paint('bold', `The end of ${basename(log)}`)}`)
    for (const line of lines.slice(-shownLines)) print(`  ${line}`)
  }
  print(`\nThe whole logs are kept in ${kept}`)
}
