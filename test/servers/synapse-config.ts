import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type SynapseOptions = {
  /** Default `switchboard.test`. */
  readonly serverName?: string
  /** A port from `freePort`, for those who have to know the address before the start. */
  readonly port?: number
  /** Kept at the end. Default: a temporary folder, removed at the end. */
  readonly folder?: string
  /** Paths of registration files of application services; read at every start. */
  readonly registrations?: readonly string[]
  /** Default: what this Synapse makes by itself (12). */
  readonly roomVersion?: string
  /** Any part of homeserver.yaml, in place of ours. */
  readonly settings?: Readonly<Record<string, unknown>>
}

export const registrationSecret = 'registration for tests'

type Config = Omit<SynapseOptions, 'serverName' | 'port' | 'folder'> & {
  readonly serverName: string
  readonly port: number
  readonly folder: string
}

const generous = { per_second: 1000, burst_count: 1000 }

/** Tests act faster than people. Everything else has Synapse's own limits. */
const limits = {
  rc_message: generous,
  rc_registration: generous,
  rc_login: { address: generous, account: generous, failed_attempts: generous },
  rc_joins: { local: generous },
  rc_invites: { per_room: generous, per_user: generous, per_issuer: generous },
  rc_media_create: generous,
}

function logConfig(folder: string): object {
  return {
    version: 1,
    formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s: %(message)s' } },
    handlers: { file: { class: 'logging.FileHandler', filename: join(folder, 'homeserver.log'), formatter: 'line' } },
    root: { level: 'WARNING', handlers: ['file'] },
    disable_existing_loggers: false,
  }
}

function homeserver({ serverName, port, folder, registrations = [], roomVersion, settings }: Config): object {
  return {
    server_name: serverName,
    public_baseurl: `http://127.0.0.1:${port}/`,
    listeners: [
      {
        port,
        bind_addresses: ['127.0.0.1'],
        type: 'http',
        tls: false,
        x_forwarded: false,
        resources: [{ names: ['client'] }],
      },
    ],
    database: { name: 'sqlite3', args: { database: join(folder, 'homeserver.db') } },
    media_store_path: join(folder, 'media'),
    signing_key_path: join(folder, 'signing.key'),
    log_config: join(folder, 'log.yaml'),
    registration_shared_secret: registrationSecret,
    macaroon_secret_key: 'macaroons for tests',
    form_secret: 'forms for tests',
    bcrypt_rounds: 4,
    report_stats: false,
    trusted_key_servers: [],
    federation_domain_whitelist: [],
    app_service_config_files: registrations,
    ...(roomVersion === undefined ? {} : { default_room_version: roomVersion }),
    ...limits,
    ...settings,
  }
}

/** Writes all files that Synapse needs (YAML reads JSON) and returns the path of homeserver.yaml. A signing key is kept. */
export function writeSynapseConfig(config: Config): string {
  const { folder } = config
  mkdirSync(join(folder, 'media'), { recursive: true })
  const key = join(folder, 'signing.key')
  const seed = randomBytes(32).toString('base64').replace(/=+$/, '')
  if (!existsSync(key)) writeFileSync(key, `ed25519 a_test ${seed}\n`, { mode: 0o600 })
  writeFileSync(join(folder, 'log.yaml'), JSON.stringify(logConfig(folder)))
  const file = join(folder, 'homeserver.yaml')
  writeFileSync(file, JSON.stringify(homeserver(config), undefined, 2))
  return file
}
