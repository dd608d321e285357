import type { CheckResult } from '../config/doctor.ts'
import type { IrcNetworkConfig } from '../config/schema.ts'
import { lookAtServer } from '../networks/index.ts'
import { ircSettings } from './make-networks.ts'

export async function lookAtNetwork(network: IrcNetworkConfig): Promise<CheckResult> {
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

/** Servers end what they say with a full stop or without. */
function sentence(said: string): string {
  return said.endsWith('.') ? said : `${said}.`
}
