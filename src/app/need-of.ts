import type { ConversationIn } from '../core/conversation/state.ts'
import type { Need } from '../core/routing/need.ts'

/** What a waiting conversation asks of the agents now. */
export function needOf(
  conversation: Pick<
    ConversationIn<'queued'> | ConversationIn<'offered'>,
    'placement' | 'network' | 'networkType' | 'refusals'
  >,
  now: number,
): Need {
  const { placement, network, networkType, refusals } = conversation
  return { queue: placement.queue, needs: placement.needs, network: { id: network, type: networkType }, refusals, now }
}
