import type { ConversationEvent } from '../core/conversation/event.ts'
import { runAgentEvent } from './agent-step.ts'
import { eventOfTimer } from './conversation-event-of.ts'
import { estimateWait } from './estimate-wait.ts'
import type { InboxBody } from './inbox-body.ts'
import { membershipFact } from './membership-fact.ts'
import { applyOrder } from './orders.ts'
import { runEvent } from './run-event.ts'
import { loadConversation, type Session, type Working } from './session.ts'

type OwnBody = Exclude<InboxBody, { kind: 'remote' }>
type OfConversation = Exclude<OwnBody, { kind: 'agent' }>

/** Applies a fact of our own: a timer, the outcome of an effect, an order from elsewhere, what Matrix shows of an agent. */
export async function applyOwn(session: Session, body: OwnBody, rowId: number): Promise<void> {
  if (body.kind === 'agent') {
    await runAgentEvent(session, body.agent, body.event)
    return
  }
  await applyToConversation(session, body, rowId)
}

async function applyToConversation(session: Session, body: OfConversation, rowId: number): Promise<void> {
  const id = body.kind === 'order' ? body.order.conversation : body.conversation
  const working = await loadConversation(session, id)
  if (!working) return
  if (body.kind === 'order') return applyOrder(session, working, body.order, rowId)
  const event = await factOf(session, working, body)
  if (event) await runEvent(session, working, event)
}

async function factOf(
  session: Session,
  working: Working,
  body: Exclude<OfConversation, { kind: 'order' }>,
): Promise<ConversationEvent | undefined> {
  switch (body.kind) {
    case 'outcome':
      return body.event
    case 'decline':
      return declineOf(working, body)
    case 'membership':
      return membershipFact(session, working, { ...body, sender: body.user })
    case 'timer':
      return timerEvent(session, working, body)
  }
}

function declineOf(working: Working, body: Extract<OwnBody, { kind: 'decline' }>): ConversationEvent {
  const name =
    'offers' in working.conversation
      ? working.conversation.offers.find(({ agent }) => agent === body.agent)?.agentName
      : undefined
  return {
    type: 'agent-declined',
    at: body.at,
    person: { agent: body.agent, name: name ?? body.agent },
    reason: body.reason,
    becameAway: true,
  }
}

async function timerEvent(
  session: Session,
  working: Working,
  body: Extract<OwnBody, { kind: 'timer' }>,
): Promise<ConversationEvent | undefined> {
  if (body.timer !== 'position') return eventOfTimer(body)
  const { conversation } = working
  if (conversation.status !== 'queued' && conversation.status !== 'offered') return undefined
  const place = await estimateWait(session, conversation)
  // Those that were missed in a long absence are not made up for.
  return { type: 'position-came-due', at: Math.max(body.dueAt, session.app.clock.now()), ...place }
}
