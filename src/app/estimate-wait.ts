import type { ConversationIn } from '../core/conversation/state.ts'
import type { Session } from './session.ts'

/** So many past waits are needed before an estimate is better than none. */
const samplesNeeded = 3

/** Where a conversation stands in its queue, from 1, and how long that took others; the estimate is absent without a basis. */
export async function estimateWait(
  session: Session,
  conversation: ConversationIn<'queued'> | ConversationIn<'offered'>,
): Promise<{ position: number; waitMs?: number }> {
  const { queue, priority, since } = conversation.placement
  const place = await session.tx.placeInQueue({ queue, priority, since, conversation: conversation.id })
  const waits = [...place.recentWaits].sort((a, b) => a - b)
  const median = waits[Math.floor(waits.length / 2)]
  const position = place.ahead + 1
  if (median === undefined || waits.length < samplesNeeded) return { position }
  return { position, waitMs: Math.max(median, 30_000) }
}
