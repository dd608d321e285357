import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import type { ConversationEvent } from './event.ts'
import { open } from './open.ts'

/** One entry of a log with what it led to. */
export interface Replayed {
  readonly event: ConversationEvent
  readonly decision: Extract<Decision, { ok: true }>
}

/**
 * Applies a log from its `opened` entry on. The same log always gives the same states and the same effect keys. Throws
 * when an entry is refused: then the log was not written by this program.
 */
export function replay(log: readonly ConversationEvent[]): readonly Replayed[] {
  const [first, ...rest] = log
  if (first?.type !== 'opened') throw new Error('a log begins with "opened"')
  const replayed: Replayed[] = [{ event: first, decision: accepted(first, open(first.opening, first.at)) }]
  for (const event of rest) {
    const before = replayed.at(-1)?.decision.conversation
    if (before) replayed.push({ event, decision: accepted(event, decide(before, event)) })
  }
  return replayed
}

function accepted(event: ConversationEvent, decision: Decision): Extract<Decision, { ok: true }> {
  if (!decision.ok) throw new Error(`"${event.type}" is refused here: ${decision.rejection.text}`)
  return decision
}
