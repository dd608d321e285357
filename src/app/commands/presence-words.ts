import type { Conversation } from '../../core/conversation/state.ts'
import { type NetworkName, standingOn } from '../../core/presence/agent-standing.ts'
import type { GroupCounts, GroupPresence } from '../../core/presence/group-presence.ts'
import type { Agent } from '../../core/routing/agent.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { App } from '../deps.ts'

/** As their network shows the customer: `away (lunch)`. Nothing for who is just here: that is what one expects. */
export function customerPresenceWords(
  { presences }: Pick<App, 'presences'>,
  { network, chat, status, reach }: Conversation,
): string {
  if (status === 'closed') return ''
  const { state, text } = presences.of(network, chat) ?? { state: reach === 'here' ? 'here' : 'gone' }
  if (state === 'here') return ''
  return text === undefined ? state : `${state} (${oneLine(text, 60)})`
}

/** The connected networks, as agents' settings name them. */
export function networksOf(app: Pick<App, 'networks'>): readonly NetworkName[] {
  return [...app.networks.values()].map(({ id, type }) => ({ id, type }))
}

/** `libera free, acme busy`; networks that are not entered for the agent are left out. */
export function standingWords(agent: Agent, networks: readonly NetworkName[]): string {
  const words = networks.flatMap((network) => {
    const standing = standingOn(agent, network)
    return standing === 'unable' ? [] : [`${network.id} ${standing}`]
  })
  return words.length === 0 ? 'none' : words.join(', ')
}

/** `2 free, 1 busy, 3 away`; `nobody` when there is none. */
export function countWords({ free, busy, away }: GroupCounts): string {
  const parts = Object.entries({ free, busy, away }).filter(([, count]) => count > 0)
  return parts.length === 0 ? 'nobody' : parts.map(([word, count]) => `${count} ${word}`).join(', ')
}

/** A line for the whole and one for each network. */
export function presenceRows(presence: GroupPresence): readonly (readonly string[])[] {
  return [
    ['NOW', presence.state, countWords(presence)],
    ...presence.networks.map((network) => [`on ${network.id}`, network.state, countWords(network)]),
  ]
}
