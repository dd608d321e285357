import type { SendPriority } from '../../core/conversation/effect.ts'
import type { EventOf } from '../../core/conversation/event.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import type { EffectKey } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import type { DeliveryError } from '../../ports/network.ts'
import { done, type EffectResult } from './result.ts'

/** What was to be brought to the customer. */
export interface Tried {
  readonly conversation: Conversation
  readonly key: EffectKey
  readonly priority: SendPriority
  /** For the words by which its author knows it. */
  readonly message: Message
}

/** What follows when the network did not take something. */
export function chatFailure({ failure }: DeliveryError, tried: Tried, at: number): EffectResult {
  switch (failure.kind) {
    case 'away':
      return whileAway(tried, failure.text, at)
    case 'later':
      return { kind: 'later', reason: failure.text }
    case 'refused':
    case 'unknown':
      return { kind: 'done', outcome: deliveryFailed(tried, failure.kind === 'refused', failure.text, at) }
  }
}

/** What is said to somebody away waits for them; once the conversation is closed nobody does, so its author hears of it. */
function whileAway(tried: Tried, reason: string, at: number): EffectResult {
  if (tried.priority === 'position') return done
  if (tried.conversation.status !== 'closed') return { kind: 'held', reason }
  return tried.priority === 'agent' ? { kind: 'done', outcome: deliveryFailed(tried, true, reason, at) } : done
}

function deliveryFailed(tried: Tried, certain: boolean, reason: string, at: number): EventOf<'delivery-failed'> {
  const { text, file } = tried.message
  const excerpt = (text || (file?.name ?? '')).slice(0, 120)
  return {
    type: 'delivery-failed',
    at,
    key: tried.key,
    certain,
    reason,
    excerpt,
    from: tried.priority === 'agent' ? 'agent' : 'bot',
  }
}
