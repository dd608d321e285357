import type { AppSettings, ContactSettings } from '../app/deps.ts'
import type { Config } from '../config/schema.ts'
import type { ContactId, NetworkId } from '../core/ids.ts'

type NetworkConfig = Config['networks'][number]

const dayMs = 86_400_000

/** What the shell needs of the configuration. */
export function appSettings(config: Config, version: string): AppSettings {
  const { routing, limits, bridge } = config
  return {
    organisation: bridge.organisation,
    agentNaming: bridge.display_names === 'agent' ? 'agent' : 'name',
    commandPrefix: bridge.command_prefix,
    identificationTimeoutMs: routing.identification_timeout,
    intakeTimeoutMs: routing.intake_timeout,
    quietTimeMs: routing.quiet_time,
    positionIntervalMs: routing.position_interval,
    stateIntervalMs: routing.state_interval,
    longWaitMs: routing.long_wait,
    quietTimeLongMs: routing.quiet_time_long_line,
    offerTimeoutMs: routing.offer_timeout,
    presenceAwayMs: routing.presence_away,
    wrapUpMs: routing.wrap_up,
    transcriptMs: config.retention.transcript_days * dayMs,
    linkMs: config.public.expiry_days * dayMs,
    limits: { perIdentity: limits.per_identity, perHost: limits.per_host, perNetwork: limits.per_network },
    contacts: new Map(config.networks.map((network) => [network.id as NetworkId, contactsOf(network)])),
    version,
    additionalHelp: bridge.management_room_texts.additional_help,
    welcome: bridge.management_room_texts.welcome,
  }
}

/** The addresses customers write to, called as they see them. */
function contactsOf(network: NetworkConfig): readonly ContactSettings[] {
  const { language } = network
  switch (network.type) {
    case 'irc':
      return [{ id: network.contact as ContactId, name: network.nick, language, greetsOn: ['message'] }]
    case 'xmpp':
      return network.contacts.map(({ id, address, greet_on: greetsOn }) => ({
        id: id as ContactId,
        name: address,
        language,
        greetsOn,
      }))
    case 'slack':
      return [{ id: network.contact as ContactId, name: network.name, language, greetsOn: network.greet_on }]
  }
}
