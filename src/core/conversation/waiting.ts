import { cardOf } from './card.ts'
import { andThen, type Outcome, type Step, stale, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { requestFrom } from './request.ts'
import { titleOf, toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn, Placement, Waiting } from './state.ts'
import { timeWritten } from './written-at.ts'

/** So long nobody waits without a word, at first. */
const longestSilenceMs = 600_000

/** The rules placed it. The first time, the room is opened with the card and all that was said. */
export function routed(conversation: Conversation, event: EventOf<'routed'>): Outcome {
  switch (conversation.status) {
    case 'intake':
      if (conversation.wordless) return stale('Nothing was asked for.')
      return andThen(openRoom(conversation, event), (opened) =>
        step(queue(opened, event.placement), { type: 'find-agent' }),
      )
    case 'queued':
      return replaced(conversation, event)
    case 'identifying':
    case 'offered':
    case 'active':
    case 'held':
    case 'wrapping':
    case 'closed':
      return stale('It does not wait for a queue.')
  }
}

function replaced(conversation: ConversationIn<'queued'>, event: EventOf<'routed'>): Step {
  const { placement } = conversation
  const same = event.placement.queue === placement.queue
  const next = queue(conversation, same ? { ...event.placement, since: placement.since } : event.placement)
  const kept: Conversation =
    same && conversation.toldPosition !== undefined
      ? ({ ...next, toldPosition: conversation.toldPosition } as Conversation)
      : next
  return step(kept, { type: 'describe-room', description: describeRoom(kept, event.at) }, { type: 'find-agent' })
}

/** Everything an agent should see, in order: name and topic, the card, then the customer's lines with their times. */
function openRoom(conversation: ConversationIn<'intake'>, event: EventOf<'routed'>): Step {
  const placed = queue(conversation, event.placement)
  const lines = conversation.said.map(
    ({ message, remoteId, answers, ...line }): Effect => ({
      ...{ type: 'post-as-customer', message, at: timeWritten(line), remoteId },
      ...(answers === undefined ? {} : { answers }),
    }),
  )
  return step(
    { ...conversation, roomOpened: true, said: [], ...requestFrom(conversation.said) },
    { type: 'describe-room', description: describeRoom(placed, event.at) },
    { type: 'post-as-bot', message: cardOf(placed, event.at), isCard: true },
    ...lines,
  )
}

function queue(conversation: Conversation, placement: Placement): Conversation {
  const { toldPosition: _told, rulesDue: _due, ...rest } = conversation as ConversationIn<'queued'>
  return { ...rest, status: 'queued', placement }
}

/** How an agent is looked for again: after the rules, where the profile has changed since they were evaluated. */
export function searchAgain({ rulesDue }: Conversation): Effect {
  return rulesDue ? { type: 'evaluate-rules', because: 'the app profile had changed' } : { type: 'find-agent' }
}

/** Nobody can take it now. It waits, keeps its place, and the customer knows where they stand. */
export function nobodyFree(conversation: Conversation, event: EventOf<'nobody-free'>): Outcome {
  if (conversation.status !== 'queued') return stale('It does not wait for an agent.')
  const retry: readonly Effect[] =
    event.retryAt === undefined ? [] : [{ type: 'set-timer', timer: 'retry', at: event.retryAt }]
  if (conversation.toldPosition !== undefined) return step(conversation, ...retry)
  const told = tellPosition(conversation, event, 'in-line')
  return { ...told, effects: [...told.effects, ...retry] }
}

/** Once in an interval at most: what changed, or after a long silence that nothing did. */
export function positionCameDue(conversation: Conversation, event: EventOf<'position-came-due'>): Outcome {
  if (conversation.status !== 'queued' && conversation.status !== 'offered') return stale('It does not wait.')
  if (conversation.positionAsked) return tellPosition(conversation, event, 'position-asked')
  if (conversation.toldPosition !== event.position) return tellPosition(conversation, event, 'position-changed')
  if (isForgotten(conversation, event.at)) return tellPosition(conversation, event, 'still-waiting')
  return step(conversation, nextPosition(conversation, event.at))
}

/** So they may think: nothing has changed for long. Ever more seldom, so that a night of it makes a handful of lines. */
function isForgotten({ reach, placement, toldAt = placement.since }: Conversation & Waiting, at: number): boolean {
  return reach === 'here' && at - toldAt >= Math.max(longestSilenceMs, toldAt - placement.since)
}

function tellPosition(
  conversation: ConversationIn<'queued'> | ConversationIn<'offered'>,
  event: EventOf<'nobody-free'> | EventOf<'position-came-due'>,
  text: 'in-line' | 'position-changed' | 'position-asked' | 'still-waiting',
): Step {
  const { placement } = conversation
  const { position, waitMs } = event
  const nobodyThere = event.type === 'nobody-free' && event.nobodyThere === true
  const where = { queue: titleOf(placement), position, waitMs: nobodyThere ? undefined : waitMs, nobodyThere }
  const params = { ...where, thanks: isToBeThanked(conversation) }
  return step(
    { ...told(conversation, event.at), toldPosition: position, positionAsked: false },
    toCustomer(conversation, text, params, 'position'),
    nextPosition(conversation, event.at),
  )
}

/** For their answers, with the first they hear behind them: not again after an offer, a transfer or another queue. */
export function isToBeThanked({ answers, offerCount, toldAt }: Conversation & Waiting): boolean {
  return Object.keys(answers).length > 0 && offerCount === 0 && toldAt === undefined
}

/** They hear how it stands, unless they are away: then that is not kept for them. */
export function told<C extends Conversation & Waiting>(conversation: C, at: number): C {
  return conversation.reach === 'here' ? { ...conversation, toldAt: at } : conversation
}

/** When they may hear it next. */
export function tellableAt({ toldAt, positionIntervalMs }: Conversation & Waiting, at: number): number {
  return Math.max(at, (toldAt ?? Number.NEGATIVE_INFINITY) + positionIntervalMs)
}

function nextPosition({ positionIntervalMs }: Conversation, at: number): Effect {
  return { type: 'set-timer', timer: 'position', at: at + positionIntervalMs }
}

/** Somebody became free, or the rules changed for it: look again. */
export function agentAvailable(conversation: Conversation, _event: EventOf<'agent-available'>): Outcome {
  if (conversation.status !== 'queued') return stale('It does not wait for an agent.')
  return step(conversation, { type: 'find-agent' })
}
