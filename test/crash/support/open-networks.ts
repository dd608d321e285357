import type { CrashNetwork } from './crash-network.ts'
import { openIrcNetwork } from './irc-crash-network.ts'
import { openSlackNetwork } from './slack-crash-network.ts'
import { openXmppNetwork } from './xmpp-crash-network.ts'

/** One of each kind, for desks of these names. */
export function openNetworks(desks: readonly string[]): Promise<readonly CrashNetwork[]> {
  return Promise.all([openIrcNetwork(), openXmppNetwork(desks), openSlackNetwork(desks)])
}
