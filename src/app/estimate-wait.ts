import type { ConversationIn } from '../core/conversation/state.ts'
import { usualWait } from '../core/presence/usual-wait.ts'
import type { Session } from './session.ts'

/** Where a conversation stands in its queue, from 1, and how long that took others; the estimate is absent without a basis. */
export async function estimateWait(
  session: Session,
  conversation: ConversationIn<'queued'> | ConversationIn<'offered'>,
): Promise<{ position: number; waitMs?: number }> {
  const { queue, priority, since } = conversation.placement
  const place = await session.tx.placeInQueue({ queue, priority, since, conversation: conversation.id })
  const waitMs = usualWait(place.recentWaits)
  return { position: place.ahead + 1, ...(waitMs === undefined ? {} : { waitMs }) }
}
