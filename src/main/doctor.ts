import { existsSync } from 'node:fs'
import type { Paths } from '../config/cli.ts'
import { type Check, type CheckResult, runDoctor } from '../config/doctor.ts'
import { exitCode } from '../config/exit-code.ts'
import type { Config } from '../config/schema.ts'
import { type Logger, openLog } from '../observe/log.ts'
import { pendingMigrations } from '../storage/migrate.ts'
import { databaseFailure } from './database-failure.ts'
import { lookAtHomeserver, lookAtPing, lookAtRegistration } from './doctor-homeserver.ts'
import { lookAtNetwork } from './doctor-network.ts'
import { fieldsFirst } from './fields-first.ts'
import { openDatabase } from './open-database.ts'

/** Looks at everything Switchboard needs and prints what it found, each with its remedy. Answers the exit code. */
export async function doctor(config: Config, paths: Paths, print: (text: string) => void): Promise<number> {
  const { logger, close } = openLog({ min_level: 'fatal', writers: [] })
  try {
    return await runDoctor(
      [
        { name: 'files', run: async () => lookAtFiles(paths) },
        { name: 'database', exitCode: exitCode.database, run: () => lookAtDatabase(config, paths, logger) },
        { name: 'homeserver', exitCode: exitCode.homeserverRefuses, run: () => lookAtHomeserver(config) },
        {
          name: 'registration',
          needs: ['homeserver'],
          exitCode: exitCode.homeserverRefuses,
          run: () => lookAtRegistration(config),
        },
        {
          name: 'ping',
          needs: ['registration'],
          exitCode: exitCode.homeserverRefuses,
          run: () => lookAtPing(config, logger),
        },
        { name: 'public links', run: async () => lookAtPublicLinks(config) },
        ...networkChecks(config),
      ],
      print,
    )
  } finally {
    close()
  }
}

/** That they fit each other was seen before anything else. */
function lookAtFiles({ configPath, registrationPath }: Paths): CheckResult {
  if (existsSync(registrationPath))
    return { status: 'ok', text: `${configPath} and ${registrationPath} fit each other` }
  return {
    status: 'warn',
    text: `there is no ${registrationPath} to compare ${configPath} with.`,
    remedy: 'Is -r right? One is made by: switchboard -g',
  }
}

async function lookAtDatabase(config: Config, paths: Paths, logger: Logger): Promise<CheckResult> {
  try {
    await using open = new AsyncDisposableStack()
    const database = await openDatabase(config, paths, fieldsFirst(logger), 'look')
    open.defer(() => database.close())
    const pending = await pendingMigrations(database.uri)
    const kind = config.database.uri === '' ? `an own PostgreSQL in ${paths.dataDir}` : 'PostgreSQL'
    if (pending.length === 0) return { status: 'ok', text: `${kind}, the schema is current` }
    return { status: 'ok', text: `${kind}, ${pending.length} schema changes are applied at the next start` }
  } catch (error) {
    throw databaseFailure(error, config.database.uri)
  }
}

function networkChecks({ networks }: Config): readonly Check[] {
  if (networks.length > 0) return networks.map((network) => ({ name: network.id, run: () => lookAtNetwork(network) }))
  const result: CheckResult = {
    status: 'warn',
    text: 'there is none: no customer can write.',
    remedy: 'Add one to the configuration.',
  }
  return [{ name: 'networks', run: async () => result }]
}

function lookAtPublicLinks(config: Config): CheckResult {
  if (config.public.address !== '')
    return { status: 'ok', text: `files are shown as links at ${config.public.address}` }
  return {
    status: 'warn',
    text: 'there is no public address: customers cannot see files that agents send.',
    remedy: 'Set public.address, with a reverse proxy to the public listener.',
  }
}
