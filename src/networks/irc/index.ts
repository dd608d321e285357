import type { Network } from '../../ports/network.ts'
import { encodeLine, isNick, refuseLineEnders, UnsafeLine } from './encode.ts'
import { IrcNetwork } from './irc-network.ts'
import type { IrcDeps, IrcSettings } from './settings.ts'

export { lookAtServer } from './look-at-server.ts'
export type { IrcSettings } from './settings.ts'

/** An IRC network. Throws UnsafeLine when a setting could not be sent as what it is meant to be. */
export function createIrcNetwork(settings: IrcSettings, deps: IrcDeps): Network {
  refuseUnsafe(settings)
  return new IrcNetwork(settings, deps)
}

function refuseUnsafe(settings: IrcSettings): void {
  const { contact, alternativeNicks = [], servicesNick, username, realName, serverPassword, sasl } = settings
  const services = servicesNick === undefined ? [] : [servicesNick]
  for (const nick of [contact.nick, ...alternativeNicks, ...services]) {
    if (!isNick(nick)) throw new UnsafeLine(`"${nick}" cannot be a nick`)
  }
  encodeLine('USER', [username, '0', '*', realName])
  const others = { serverPassword, saslAccount: sasl?.account, saslPassword: sasl?.password }
  for (const [name, text] of Object.entries(others)) if (text !== undefined) refuseLineEnders(name, text)
}
