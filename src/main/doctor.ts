import type { Paths } from '../config/cli.ts'
import { type Check, runDoctor } from '../config/doctor.ts'
import { exitCode } from '../config/exit-code.ts'
import type { Config, IrcNetworkConfig } from '../config/schema.ts'
import { makeAppserviceListener } from '../http/appservice-listener.ts'
import { createMatrix, homeserverVersion, tokenOwner } from '../matrix/index.ts'
import { lookAtServer } from '../networks/index.ts'
import { openLog } from '../observe/log.ts'
import { pendingMigrations } from '../storage/migrate.ts'
import { fieldsFirst } from './fields-first.ts'
import { ircSettings } from './make-networks.ts'
import { matrixSettings } from './matrix-settings.ts'
import { openDatabase } from './open-database.ts'

const addRegistration =
  'Add registration.yaml to app_service_config_files in homeserver.yaml and restart the homeserver.'

/** Looks at everything Switchboard needs and prints what it found, each with its remedy. Answers the exit code. */
export async function doctor(config: Config, paths: Paths, print: (text: string) => void): Promise<number> {
  const { logger, close } = openLog({ min_level: 'fatal', writers: [] })
  try {
    return await runDoctor(
      [
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
        ...config.networks.map((network): Check => ({ name: network.id, run: () => lookAtNetwork(network) })),
      ],
      print,
    )
  } finally {
    close()
  }
}

type Logger = ReturnType<typeof openLog>['logger']

async function lookAtDatabase(config: Config, paths: Paths, logger: Logger) {
  const isEmbedded = config.database.uri === ''
  const database = await openDatabase(config, paths, fieldsFirst(logger), 'look')
  try {
    const pending = await pendingMigrations(database.uri)
    const kind = isEmbedded ? `an own PostgreSQL in ${paths.dataDir}` : 'PostgreSQL'
    if (pending.length === 0) return { status: 'ok' as const, text: `${kind}, the schema is current` }
    return { status: 'ok' as const, text: `${kind}, ${pending.length} schema changes are applied at the next start` }
  } finally {
    await database.close()
  }
}

async function lookAtHomeserver({ homeserver, appservice }: Config) {
  const settings = { homeserverUrl: homeserver.address, asToken: appservice.as_token }
  try {
    return { status: 'ok' as const, text: `${await homeserverVersion(settings)} at ${homeserver.address}` }
  } catch (error) {
    const text = `${error instanceof Error ? error.message : String(error)}.`
    return { status: 'fail' as const, text, remedy: 'Is the homeserver running, and is homeserver.address right?' }
  }
}

async function lookAtRegistration({ homeserver, appservice }: Config) {
  const owner = await tokenOwner({ homeserverUrl: homeserver.address, asToken: appservice.as_token })
  if (owner === 'unknown')
    return { status: 'fail' as const, text: 'the homeserver does not know our token.', remedy: addRegistration }
  const bot = `@${appservice.bot.username}:${homeserver.domain}`
  if (owner.user === bot) return { status: 'ok' as const, text: `the homeserver knows us as ${bot}` }
  return {
    status: 'fail' as const,
    text: `the token belongs to ${owner.user}, not to ${bot}.`,
    remedy: `Check homeserver.domain and appservice.bot.username; ${addRegistration}`,
  }
}

/** Answers the homeserver's call itself, unless a running Switchboard has the port and does. */
async function lookAtPing(config: Config, logger: Logger) {
  const { appservice } = config
  const listener = makeAppserviceListener({
    hsToken: appservice.hs_token,
    log: logger,
    // Not acknowledged: what comes meanwhile is for the real program.
    onTransaction: () => Promise.reject(new Error('this is only the doctor')),
    onUserQuery: async () => false,
    onRoomQuery: async () => false,
    health: async () => ({ ok: true }),
  })
  const listens = await listener.listen({ port: appservice.port, hostname: appservice.hostname }).then(
    () => true,
    () => false,
  )
  const matrix = createMatrix(matrixSettings(config, 'doctor'), { logger, now: Date.now, signLink: () => '' })
  try {
    const ms = await matrix.ping()
    return {
      status: 'ok' as const,
      text: `the homeserver reaches ${appservice.address} in ${ms} ms${listens ? '' : ' (Switchboard is running)'}`,
    }
  } catch (error) {
    const text = `the homeserver does not reach ${appservice.address}: ${error instanceof Error ? error.message : String(error)}`
    return {
      status: 'fail' as const,
      text,
      remedy:
        'Check appservice.address (it stands in the registration too), hostname and port, and any firewall between.',
    }
  } finally {
    matrix.close()
    await listener.close()
  }
}

function lookAtPublicLinks(config: Config) {
  if (config.public.address !== '')
    return { status: 'ok' as const, text: `files are shown as links at ${config.public.address}` }
  return {
    status: 'warn' as const,
    text: 'there is no public address: customers cannot see files that agents send.',
    remedy: 'Set public.address, with a reverse proxy to the public listener.',
  }
}

async function lookAtNetwork(network: IrcNetworkConfig) {
  const { address, port, tls, nick } = network
  const where = `${address}:${port}${tls.enabled ? ', TLS' : ''}`
  try {
    const { nickIsFree } = await lookAtServer(ircSettings(network))
    if (nickIsFree) return { status: 'ok' as const, text: `${where}, nick "${nick}" is free` }
    return {
      status: 'warn' as const,
      text: `${where}, nick "${nick}" is in use.`,
      remedy: 'That is fine when it is a running Switchboard; otherwise another nick is taken until it is free.',
    }
  } catch (error) {
    const text = `${where}: ${error instanceof Error ? error.message : String(error)}.`
    return {
      status: 'fail' as const,
      text,
      remedy: 'Check address, port and tls of the network, and server_password if it has one.',
    }
  }
}
