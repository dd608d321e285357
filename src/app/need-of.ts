import type { ConversationIn } from '../core/conversation/state.ts'
import { type Need, neededFeatures } from '../core/routing/need.ts'

/** What a waiting conversation asks of the agents now. */
export function needOf(
  conversation: Pick<
    ConversationIn<'queued'> | ConversationIn<'offered'>,
    'placement' | 'network' | 'networkType' | 'refusals' | 'used'
  >,
  now: number,
): Need {
  const { placement, network, networkType, refusals } = conversation
  const needs = { ...placement.needs, features: neededFeatures(placement.needs, conversation) }
  return { queue: placement.queue, needs, network: { id: network, type: networkType }, refusals, now }
}
