import type { CheckResult } from '../config/doctor.ts'
import type { Config, IrcNetworkConfig, XmppNetworkConfig } from '../config/schema.ts'
import { lookAtServer, lookAtXmppServer } from '../networks/index.ts'
import { ircSettings, xmppSettings } from './make-networks.ts'
import { StartFailure } from './start-failure.ts'

/** Tries to get onto a network as Switchboard would, without disturbing one that runs. */
export function lookAtNetwork(network: Config['networks'][number]): Promise<CheckResult> {
  return network.type === 'irc' ? lookAtIrc(network) : lookAtXmpp(network)
}

async function lookAtIrc(network: IrcNetworkConfig): Promise<CheckResult> {
  const { address, port, tls, nick, sasl } = network
  const where = `${address}:${port}${tls.enabled ? ', TLS' : ''}`
  try {
    const seen = await lookAtServer(ircSettings(network))
    if ('refusal' in seen)
      return { status: 'fail', text: `${where}: ${sentence(seen.refusal.text)}`, remedy: seen.refusal.remedy }
    const nickState = `nick "${nick}" is ${seen.nickIsFree ? 'free' : 'in use'}`
    if (seen.login === 'not-offered') {
      return {
        status: 'warn',
        text: `${where}, ${nickState}, but the server offers no login (SASL) now.`,
        remedy: 'Switchboard is there without it, and signs in once it is offered. Does this network have services?',
      }
    }
    const text = `${where}, ${seen.login === 'accepted' ? `signed in as ${sasl?.username}, ` : ''}${nickState}`
    if (seen.nickIsFree) return { status: 'ok', text }
    return {
      status: 'warn',
      text: `${text}.`,
      remedy: 'That is fine when it is a running Switchboard; otherwise another nick is taken until it is free.',
    }
  } catch (error) {
    const text = `${where}: ${sentence(error instanceof Error ? error.message : String(error))}`
    return {
      status: 'fail',
      text,
      remedy: 'Check address, port and tls of the network, and server_password if it has one.',
    }
  }
}

async function lookAtXmpp(network: XmppNetworkConfig): Promise<CheckResult> {
  const { address, port, domain } = network
  const where = `${address}:${port}, component ${domain}`
  try {
    const { isConnected } = await lookAtXmppServer(xmppSettings(network))
    return { status: 'ok', text: isConnected ? `${where}, connected already (Switchboard is running)` : where }
  } catch (error) {
    const text = `${where}: ${sentence(error instanceof Error ? error.message : String(error))}`
    const remedy =
      error instanceof StartFailure
        ? 'Set avatar to another file, or leave it out.'
        : 'Check address and port of the network, and domain and secret of the component in the XMPP server.'
    return { status: 'fail', text, remedy }
  }
}

/** Servers end what they say with a full stop or without. */
function sentence(said: string): string {
  return said.endsWith('.') ? said : `${said}.`
}
