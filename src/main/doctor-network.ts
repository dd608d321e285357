import type { CheckResult } from '../config/doctor.ts'
import type { Config, IrcNetworkConfig, SlackNetworkConfig, XmppNetworkConfig } from '../config/schema.ts'
import { loadSlack, lookAtServer, lookAtXmppServer } from '../networks/index.ts'
import { ircSettings, slackSettings, xmppSettings } from './make-networks.ts'
import { StartFailure } from './start-failure.ts'

/** Tries to get onto a network as Switchboard would, without disturbing one that runs. */
export function lookAtNetwork(network: Config['networks'][number]): Promise<CheckResult> {
  switch (network.type) {
    case 'irc':
      return lookAtIrc(network)
    case 'xmpp':
      return lookAtXmpp(network)
    case 'slack':
      return lookAtWorkspace(network)
  }
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

async function lookAtWorkspace(network: SlackNetworkConfig): Promise<CheckResult> {
  try {
    const seen = await (await loadSlack()).lookAtSlack(slackSettings(network))
    if ('refusal' in seen) return { status: 'fail', ...seen.refusal }
    const { workspace, url, lacks } = seen
    const where = `${workspace}, ${url}`
    return lacks
      ? { status: 'warn', text: `${where}. ${lacks.text}`, remedy: lacks.remedy }
      : { status: 'ok', text: where }
  } catch (error) {
    const text = `Slack: ${sentence(error instanceof Error ? error.message : String(error))}`
    return {
      status: 'fail',
      text,
      remedy: 'Check that this machine reaches https://slack.com, through its proxy if it has one.',
    }
  }
}

/** Servers end what they say with a full stop or without. */
function sentence(said: string): string {
  return said.endsWith('.') ? said : `${said}.`
}
