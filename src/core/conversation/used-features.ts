import type { Feature } from '../identification/features.ts'
import type { Message } from '../message/message.ts'
import type { Outcome } from './decision.ts'
import type { ConversationEvent } from './event.ts'
import type { Conversation } from './state.ts'

/** More than a screenful on a phone. */
const longFrom = 1500

/** What the customer was seen to do by this event. */
export function seenIn(event: ConversationEvent): readonly Feature[] {
  if (event.type === 'customer-edited') return ['edits', ...seenInMessage(event.message)]
  if (event.type === 'customer-reacted') return ['reactions']
  if (event.type !== 'customer-wrote') return []
  return [...seenInMessage(event.message), ...(event.answers === undefined ? [] : (['replies'] as const))]
}

/** What a message shows its writer to do that not everybody's program can. */
function seenInMessage({ file, rich, replyTo, text }: Message): readonly Feature[] {
  return [
    ...(file ? (['files'] as const) : []),
    ...(rich ? (['formatting'] as const) : []),
    ...(replyTo ? (['replies'] as const) : []),
    ...(text.length >= longFrom ? (['longtext'] as const) : []),
  ]
}

/** Keeps what the customer was seen to do; of who has it it is looked whether they can do it too. */
export function withUsed(outcome: Outcome, features: readonly Feature[]): Outcome {
  if (!outcome.ok) return outcome
  const { conversation, effects } = outcome
  const fresh = [...new Set(features)].filter((feature) => !usedIn(conversation).includes(feature))
  if (fresh.length === 0) return outcome
  const next: Conversation = { ...conversation, used: [...usedIn(conversation), ...fresh] }
  const isTaken = next.status === 'active' || next.status === 'held'
  return { ok: true, conversation: next, effects: isTaken ? [...effects, { type: 'check-agent' }] : effects }
}

function usedIn({ used = [] }: Conversation): readonly Feature[] {
  return used
}
