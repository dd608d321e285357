import type { ConversationEvent } from '../core/conversation/event.ts'
import type { Conversation, Placement } from '../core/conversation/state.ts'
import type { PlacementRecord } from '../core/routing/decision-record.ts'
import { explainPlacement } from '../core/routing/rule-index.ts'
import type { Queue } from '../core/routing/rule-set.ts'
import { elsewhereFor } from './other-contacts.ts'
import { inputsOf } from './rule-inputs.ts'
import type { Session } from './session.ts'

/** Places the conversation by the published rules and keeps the record. Without any rules it waits in a queue that everybody sees is missing. */
export function evaluateRules(
  session: Session,
  conversation: Conversation,
  because: string,
  at: number,
): readonly ConversationEvent[] {
  const byHand = placedByHand(session, conversation)
  if (byHand) return [{ type: 'routed', at, placement: byHand }]
  const { stored, prepared } = session.app.rules.current()
  const record = explainPlacement(prepared, inputsOf(session.app, conversation, at), {
    version: stored.version,
    event: because,
  })
  session.tx.addDecision({ conversation: conversation.id, at, placement: record })
  const queue = stored.rules.queues.find(({ name }) => name === record.result.queue)
  return [{ type: 'routed', at, placement: placementOf(session, conversation, record, queue, at) }]
}

/** Where a person put it, as long as there is such a queue: whoever transferred it knew more than the rules. */
export function placedByHand({ app }: Session, conversation: Conversation): Placement | undefined {
  const placement = 'placement' in conversation ? conversation.placement : undefined
  if (!placement?.byHand) return undefined
  return app.rules.current().stored.rules.queues.some(({ name }) => name === placement.queue) ? placement : undefined
}

function placementOf(
  session: Session,
  conversation: Conversation,
  record: PlacementRecord,
  queue: Queue | undefined,
  at: number,
): Placement {
  const { settings } = session.app
  const { result, matched } = record
  return {
    queue: result.queue,
    ...(queue && { title: queue.title }),
    priority: result.priority,
    needs: { skills: result.skills, features: result.features },
    since: 'placement' in conversation ? conversation.placement.since : at,
    because: matched ? `rule ${matched.index} "${matched.name}"` : 'no rule matched, the default applies',
    offerTimeoutMs: queue?.offerTimeoutMs ?? settings.offerTimeoutMs,
    wrapUpMs: queue?.wrapUpMs ?? settings.wrapUpMs,
    ...elsewhereFor(session.app, conversation.network, result.queue),
  }
}
