import { decide } from '../core/conversation/decide.ts'
import type { Decision, Rejection } from '../core/conversation/decision.ts'
import type { InnerEffect, OutboundEffect } from '../core/conversation/effect.ts'
import type { ConversationEvent } from '../core/conversation/event.ts'
import { performInner } from './perform-inner.ts'
import { order, type Session, type Working } from './session.ts'

/** Applies a fact to a conversation, with all the facts that follow from it at once. Answers why nothing changed, if so. */
export async function runEvent(
  session: Session,
  working: Working,
  event: ConversationEvent,
): Promise<Rejection | undefined> {
  const first = decide(working.conversation, event)
  if (!first.ok) return first.rejection
  const following = await take(session, working, event, first)
  for (const next of following) {
    const decision = decide(working.conversation, next)
    if (decision.ok) following.push(...(await take(session, working, next, decision)))
  }
  return undefined
}

/** Records one accepted fact and its orders; answers the facts that its inner effects led to. */
export async function take(
  session: Session,
  working: Working,
  event: ConversationEvent,
  decision: Extract<Decision, { ok: true }>,
): Promise<ConversationEvent[]> {
  const { conversation } = decision
  working.conversation = conversation
  working.changed = true
  session.events.push({ conversation: conversation.id, version: conversation.version, event })
  const following: ConversationEvent[] = []
  for (const { key, effect } of decision.effects) {
    if (isInner(effect)) following.push(...(await performInner(session, working, effect, event.at)))
    else order(session, key, { of: 'conversation', conversation: conversation.id, effect })
  }
  return following
}

const innerTypes: ReadonlySet<string> = new Set<InnerEffect['type']>([
  'evaluate-rules',
  'find-agent',
  'check-agent',
  'set-timer',
  'clear-timer',
  'settle-offer',
  'keep-seat',
  'free-seat',
])

function isInner(effect: InnerEffect | OutboundEffect): effect is InnerEffect {
  return innerTypes.has(effect.type)
}
