import type { Conversation, Placement } from '../../core/conversation/state.ts'
import { noSuchQueue } from '../../core/routing/result-text.ts'
import type { Queue } from '../../core/routing/rule-set.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { tellInRoom } from '../apply-room-event.ts'
import { elsewhereFor } from '../other-contacts.ts'
import { runEvent } from '../run-event.ts'
import type { Asked, CarryOutNamed } from './asked.ts'
import { inRoom, notTheirs } from './conversation.ts'

/** To another queue. The customer keeps the time they have waited already; the next agent reads why in the room. */
export const transferConversation: CarryOutNamed<'transfer'> = async (asked, command) => {
  const { queues } = asked.app.rules.current().stored.rules
  const queue = queues.find(({ name }) => name === command.queue)
  if (!queue)
    return `Not transferred: ${
      noSuchQueue(
        command.queue,
        queues.map(({ name }) => name),
      ).message
    }`
  const reason = oneLine(command.reason, 300)
  return inRoom(asked, async (session, working, person) => {
    const { conversation } = working
    const refusal = notTheirs(asked, conversation, 'transfer')
    if (refusal) return refusal
    const placement = placementIn(asked, conversation, queue, `transferred by ${person.name}: ${reason}`)
    const rejection = await runEvent(session, working, { type: 'transferred', at: asked.at, person, placement, reason })
    if (rejection) return rejection.text
    tellInRoom(
      session,
      working,
      `${person.name} transferred this to ${queue.name}: ${reason}`,
      `transfer:${asked.eventId}`,
    )
    return undefined
  })
}

function placementIn({ app, at }: Asked, conversation: Conversation, queue: Queue, because: string): Placement {
  const before = 'placement' in conversation ? conversation.placement : undefined
  const { name, title, offerTimeoutMs, wrapUpMs } = queue
  const needs = { skills: {}, features: before?.needs.features ?? [] }
  const since = before?.since ?? at
  const priority = before?.priority ?? 0
  const elsewhere = elsewhereFor(app, conversation.network, name)
  return { queue: name, title, priority, needs, since, because, byHand: true, offerTimeoutMs, wrapUpMs, ...elsewhere }
}
