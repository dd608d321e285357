import { z } from 'zod'
import { key } from './about.ts'
import { appservice } from './sections/appservice.ts'
import { bridge } from './sections/bridge.ts'
import { database } from './sections/database.ts'
import { homeserver } from './sections/homeserver.ts'
import { logging } from './sections/logging.ts'
import { networks } from './sections/networks.ts'
import { encryption, limits, metrics, retention, routing } from './sections/operation.ts'
import { publicListener } from './sections/public.ts'
import { fetchRemoteFiles } from './sections/remote-files.ts'
import { textLike } from './values.ts'

export const defaultEnvPrefix = 'SWITCHBOARD_'

/** The whole configuration: types, defaults, and the comments of the sample file. */
export const configSchema = z.strictObject({
  homeserver,
  appservice,
  public: publicListener,
  fetch_remote_files: fetchRemoteFiles,
  database,
  bridge,
  networks,
  routing,
  limits,
  retention,
  encryption,
  metrics,
  logging,
  env_config_prefix: key(
    textLike(/^[A-Z][A-Z0-9_]*_$/, 'is not a prefix such as SWITCHBOARD_ (or null)')
      .nullable()
      .default(defaultEnvPrefix),
    'Environment variables with this prefix replace values of this file: SWITCHBOARD_APPSERVICE__AS_TOKEN,\n' +
      'SWITCHBOARD_NETWORKS__LIBERA__SASL__PASSWORD. With _FILE at the end the value is read from that file. null: off.',
  ),
})

/** The configuration as read: every key present, time spans in milliseconds, addresses without a slash at the end. */
export type Config = z.output<typeof configSchema>
type NetworkConfig = Config['networks'][number]
export type IrcNetworkConfig = Extract<NetworkConfig, { type: 'irc' }>
export type SlackNetworkConfig = Extract<NetworkConfig, { type: 'slack' }>
export type XmppNetworkConfig = Extract<NetworkConfig, { type: 'xmpp' }>
