import { networkTypeWord, networkWords } from '../../core/conversation/describe-room.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import { sharedFeatures } from '../../core/identification/describe-profile.ts'
import type { Feature } from '../../core/identification/features.ts'
import { mayTake } from '../../core/presence/agent-standing.ts'
import type { OtherContact } from '../../core/presence/other-contacts.ts'
import type { Agent } from '../../core/routing/agent.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { carriedFeatures, isOfNetwork } from '../carried-features.ts'
import type { App } from '../deps.ts'

/** What customer and agent have in common (F12): `XMPP Work with files, edits`. */
export function sharedWords({ networks }: Pick<App, 'networks'>, conversation: Conversation, agent: Agent): string {
  const { network, networkType } = conversation
  if (!mayTake(agent, { id: network, type: networkType })) {
    return `nothing, because ${networkTypeWord(networkType)} is not entered for ${oneLine(agent.name, 40)}`
  }
  const shared = sharedFeatures(conversation, carriedFeatures(networks.get(network)?.features), agent.features)
  return `${networkWords(conversation)} with ${shared.length === 0 ? 'plain text, as far as is known' : shared.join(', ')}`
}

/** Where else the customer would reach this queue, with what this agent can use there and not here: `XMPP Work with files`. */
export function elsewhereWords(other: OtherContact, agent: Agent | undefined): string {
  const { network, networkType, features } = other
  const isTheirs = agent !== undefined && mayTake(agent, { id: network, type: networkType })
  const usable = isTheirs ? features.filter((feature) => mayUse(agent, feature)) : []
  if (usable.length > 0) return `${networkWords(other)} with ${usable.join(', ')}`
  const note = agent === undefined ? '' : `, which is not entered for ${oneLine(agent.name, 40)}`
  return `${networkWords(other)} with ${features.join(', ')}${note}`
}

/** Every network that the agent may take, with what they may use of what it carries. */
export function reachOf({ networks }: Pick<App, 'networks'>, agent: Agent): readonly string[] {
  return [...networks.values()].flatMap((network) => {
    if (!mayTake(agent, network)) return []
    const { type: networkType, displayName: networkName } = network
    const usable = carriedFeatures(network.features).filter((feature) => mayUse(agent, feature))
    return [`${networkWords({ networkType, networkName })} with ${beyondText(usable)}`]
  })
}

/** What a network carries beyond plain text, as it is: `files, edits`. */
export function beyondText(features: readonly Feature[]): string {
  return features.filter(isOfNetwork).join(', ') || 'plain text only'
}

function mayUse({ features }: Agent, feature: Feature): boolean {
  return features.includes('*') || features.includes(feature)
}
