import { readFileSync } from 'node:fs'
import type { Config, IrcNetworkConfig, SlackNetworkConfig, XmppNetworkConfig } from '../config/schema.ts'
import type { ContactId, NetworkId } from '../core/ids.ts'
import {
  createIrcNetwork,
  createXmppNetwork,
  type IrcSettings,
  loadSlack,
  type SlackSettings,
  type XmppSettings,
} from '../networks/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Network } from '../ports/network.ts'
import { readAvatar } from './read-avatar.ts'

/** The connectors of all configured networks, not connected yet. */
export async function makeNetworks(config: Config, log: Log, clock: Clock): Promise<ReadonlyMap<NetworkId, Network>> {
  const deps = { log, clock, random: Math.random }
  const make = async (network: Config['networks'][number]) => {
    switch (network.type) {
      case 'irc':
        return createIrcNetwork(ircSettings(network), deps)
      case 'xmpp':
        return createXmppNetwork(xmppSettings(network), deps)
      case 'slack':
        return (await loadSlack()).createSlackNetwork(slackSettings(network), deps)
    }
  }
  return new Map(
    await Promise.all(config.networks.map(async (network) => [network.id as NetworkId, await make(network)] as const)),
  )
}

export function ircSettings(network: IrcNetworkConfig): IrcSettings {
  return {
    id: network.id as NetworkId,
    displayName: network.displayname || network.id,
    contact: { id: network.contact as ContactId, nick: network.nick },
    host: network.address,
    port: network.port,
    tls: network.tls.enabled,
    tlsVerify: network.tls.verify,
    ...(network.tls.ca ? { tlsCa: readFileSync(network.tls.ca, 'utf8') } : {}),
    alternativeNicks: network.alternative_nicks,
    username: network.username,
    realName: network.realname,
    ...(network.server_password ? { serverPassword: network.server_password } : {}),
    ...(network.sasl ? { sasl: { account: network.sasl.username, password: network.sasl.password } } : {}),
    ...(network.services_nick ? { servicesNick: network.services_nick } : {}),
    language: network.language,
    ctcpVersion: network.ctcp_version,
    sharedHosts: network.shared_hosts,
    flood: { burst: network.flood.burst, intervalMs: network.flood.interval_ms },
  }
}

export function xmppSettings(network: XmppNetworkConfig): XmppSettings {
  return {
    id: network.id as NetworkId,
    displayName: network.displayname || network.id,
    host: network.address,
    port: network.port,
    domain: network.domain,
    secret: network.secret,
    contacts: network.contacts.map(({ id, address, name, greet_on: greetOn }) => ({
      id: id as ContactId,
      local: address,
      name,
      greetOn,
    })),
    language: network.language,
    ...(network.avatar ? { avatar: readAvatar(network.avatar) } : {}),
  }
}

export function slackSettings(network: SlackNetworkConfig): SlackSettings {
  return {
    id: network.id as NetworkId,
    displayName: network.displayname || network.id,
    contact: { id: network.contact as ContactId, name: network.name },
    appToken: network.app_token,
    botToken: network.bot_token,
    language: network.language,
    ...(network.icon ? { iconUrl: network.icon } : {}),
    ...(network.api_url ? { apiUrl: network.api_url } : {}),
  }
}
