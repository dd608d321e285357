import type { NetworkType } from './evidence.ts'
import { openIrcNetwork } from './irc-crash-network.ts'
import { openSlackNetwork } from './slack-crash-network.ts'
import type { Writer } from './writer.ts'
import { openXmppNetwork } from './xmpp-crash-network.ts'

/** A network as the crash suite plays on it: a server that can end, and customers. */
export interface CrashNetwork {
  /** Also its id at every desk. */
  readonly type: NetworkType
  /** What stands in the configuration of that desk beside id and type. */
  config(desk: string): object
  /** A customer who is about to write to that desk. */
  come(name: string, desk: string): Promise<Writer>
  /** kill -9 of the server, or the end of all connections to it; then it comes back. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** All kinds of networks, for desks of these names. */
export function openNetworks(desks: readonly string[]): Promise<readonly CrashNetwork[]> {
  return Promise.all([openIrcNetwork(), openXmppNetwork(desks), openSlackNetwork(desks)])
}
