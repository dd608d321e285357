import { readFileSync } from 'node:fs'
import type { Config, IrcNetworkConfig } from '../config/schema.ts'
import type { ContactId, NetworkId } from '../core/ids.ts'
import { createIrcNetwork, type IrcSettings } from '../networks/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Network } from '../ports/network.ts'

/** The connectors of all configured networks, not connected yet. */
export function makeNetworks(config: Config, log: Log, clock: Clock): ReadonlyMap<NetworkId, Network> {
  const deps = { log, clock, random: Math.random }
  return new Map(
    config.networks.map((network) => [network.id as NetworkId, createIrcNetwork(ircSettings(network), deps)]),
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
    ctcpVersion: network.ctcp_version,
    sharedHosts: network.shared_hosts,
    flood: { burst: network.flood.burst, intervalMs: network.flood.interval_ms },
  }
}
