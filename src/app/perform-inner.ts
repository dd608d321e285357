import type { InnerEffect } from '../core/conversation/effect.ts'
import type { ConversationEvent } from '../core/conversation/event.ts'
import { checkAgent } from './check-agent.ts'
import { evaluateRules } from './evaluate-rules.ts'
import { findAgent } from './find-agent.ts'
import { freeSeat, keepSeat, settleOffer } from './seats.ts'
import type { Session, Working } from './session.ts'

/** Carries out an order inside the transaction; answers the facts it made true. */
export async function performInner(
  session: Session,
  working: Working,
  effect: InnerEffect,
  at: number,
): Promise<readonly ConversationEvent[]> {
  const { id } = working.conversation
  switch (effect.type) {
    case 'evaluate-rules':
      return evaluateRules(session, working.conversation, effect.because, at)
    case 'find-agent':
      return findAgent(session, working.conversation)
    case 'check-agent':
      return checkAgent(session, working.conversation, at)
    case 'set-timer':
      session.tx.setTimer({
        lease: session.lease.name,
        conversation: id,
        kind: effect.timer,
        subject: effect.offer ?? '',
        dueAt: effect.at,
      })
      return []
    case 'clear-timer':
      session.tx.clearTimer(id, effect.timer, effect.offer)
      return []
    case 'settle-offer':
      await settleOffer(session, working.conversation, effect)
      return []
    case 'keep-seat':
      await keepSeat(session, id, effect, at)
      return []
    case 'free-seat':
      await freeSeat(session, id, effect.agent, at)
      return []
  }
}
