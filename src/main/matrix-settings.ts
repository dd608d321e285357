import type { Config } from '../config/schema.ts'
import type { MatrixSettings } from '../matrix/index.ts'

/** Whoever is invited into a room may speak there and nothing else. */
const agentPower = 0

/** What the Matrix adapter needs of the configuration. `instance` names this database. */
export function matrixSettings(config: Config, instance: string): MatrixSettings {
  const { homeserver, appservice } = config
  return {
    homeserverUrl: homeserver.address,
    serverName: homeserver.domain,
    appserviceId: appservice.id,
    asToken: appservice.as_token,
    botLocalpart: appservice.bot.username,
    botDisplayName: appservice.bot.displayname,
    botAvatar: appservice.bot.avatar,
    usernameTemplate: appservice.username_template,
    instance,
    agentPower,
    removeAgentsOnArchive: false,
  }
}
