import { join } from 'node:path'
import type { Paths } from '../config/cli.ts'
import type { Config } from '../config/schema.ts'
import type { Log } from '../ports/log.ts'
import { startEmbedded } from '../storage/embedded.ts'

export interface OpenDatabase {
  readonly uri: string
  close(): Promise<void>
}

/** `look`: for a moment only; a server that ran before, perhaps for a running Switchboard, runs on. */
export type DatabaseUse = 'run' | 'look'

/** The configured PostgreSQL, or one of our own in the data directory. */
export async function openDatabase(
  config: Config,
  paths: Paths,
  log: Log,
  use: DatabaseUse = 'run',
): Promise<OpenDatabase> {
  if (config.database.uri !== '') return { uri: config.database.uri, close: async () => undefined }
  const onTrouble = (text: string, error?: unknown): void => log.error({ error }, text)
  const postgres = await startEmbedded({ folder: join(paths.dataDir, 'postgres'), onTrouble })
  if (use === 'look' && postgres.wasRunning) return { uri: postgres.uri, close: () => postgres.leave() }
  if (await postgres.claim()) return { uri: postgres.uri, close: () => postgres.stop() }
  await postgres.leave()
  throw new Error(
    `another Switchboard uses ${paths.dataDir}. End that one, choose another --data-dir, or set database.uri, which several processes may share`,
  )
}
