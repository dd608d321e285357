import type { ConversationEvent } from '../core/conversation/event.ts'
import type { AgentId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'
import type { InboxRow } from '../ports/inbox.ts'
import type { MatrixEvent } from '../ports/matrix-event.ts'
import { worksHere } from './commands/works-here.ts'
import { membershipFact } from './membership-fact.ts'
import { personOf } from './orders.ts'
import type { Answered } from './row-ahead.ts'
import { runEvent } from './run-event.ts'
import { order, type Session, type Working } from './session.ts'

/** The conversation quotes less of it, once ids are out of it. */
const longestQuoted = 4000

type RoomEvent = Exclude<MatrixEvent, { type: 'malformed' }>

type Quote = NonNullable<Message['replyTo']>

interface Ahead {
  readonly row: Pick<InboxRow, 'id'>
  readonly answered: Answered | undefined
}

/** Applies what happened in a conversation's room, except commands. What is refused is told to its author in the room. */
export async function applyRoomEvent(
  session: Session,
  working: Working,
  event: RoomEvent,
  { row, answered }: Ahead,
): Promise<void> {
  const known = answered && asCustomerKnows(session, working, answered)
  const fact = await factOf(session, working, event, known)
  if (!fact) return
  const rejection = await runEvent(session, working, fact)
  if (rejection?.code === 'refused') tellInRoom(session, working, rejection.text, `refused:${row.id}`)
}

/** A notice in the conversation's room, after everything that waits for the room already. */
export function tellInRoom(session: Session, working: Working, text: string | Message, key: string): void {
  const message: Message = typeof text === 'string' ? { kind: 'notice', text } : text
  order(session, key, {
    of: 'conversation',
    conversation: working.conversation.id,
    effect: { type: 'post-as-bot', message },
  })
}

async function factOf(
  session: Session,
  working: Working,
  event: RoomEvent,
  answered: Quote | undefined,
): Promise<ConversationEvent | undefined> {
  switch (event.type) {
    case 'message':
      return messageFact(session, working, event, answered)
    case 'edit':
      return {
        type: 'agent-edited',
        at: event.at,
        person: await personOf(session, event.sender),
        ghost: ghostOf(session, working),
        message: event.message,
        eventId: event.target,
      }
    case 'redaction':
      return {
        type: 'agent-redacted',
        at: event.at,
        person: await personOf(session, event.sender),
        eventId: event.target,
      }
    case 'reaction':
    case 'uncarried':
      return deedFact(session, working, event, answered)
    case 'member':
      return event.membership === 'join' && event.previous === 'join'
        ? undefined
        : membershipFact(session, working, event)
    case 'encrypted':
    case 'ignored':
      return undefined
  }
}

async function messageFact(
  session: Session,
  working: Working,
  event: Extract<RoomEvent, { type: 'message' }>,
  answered: Quote | undefined,
): Promise<ConversationEvent> {
  return {
    type: 'agent-wrote',
    at: event.at,
    person: await personOf(session, event.sender),
    ghost: ghostOf(session, working),
    message: answered ? { ...event.message, replyTo: answered } : event.message,
    eventId: event.eventId,
    ...(answered && event.replyTo ? { answers: event.replyTo } : {}),
  }
}

/** Of people who work here only; a reaction only to what the customer knows. */
async function deedFact(
  session: Session,
  working: Working,
  event: Extract<RoomEvent, { type: 'reaction' | 'uncarried' }>,
  answered: Quote | undefined,
): Promise<ConversationEvent | undefined> {
  if (!worksHere(session.app, event.sender)) return undefined
  const { at } = event
  const person = await personOf(session, event.sender)
  if (event.type === 'uncarried') return { type: 'not-carried', at, person, what: event.what }
  const { key, eventId, target } = event
  const ghost = ghostOf(session, working)
  return answered && { type: 'agent-reacted', at, person, ghost, key, answered, eventId, target }
}

/** The Matrix user that speaks for the customer. */
function ghostOf({ app }: Session, { conversation }: Working): AgentId {
  const server = app.botUser.slice(app.botUser.indexOf(':'))
  return `@${app.ghostLocalpart(conversation.network, conversation.chat)}${server}` as AgentId
}

/** Only what the customer knows is quoted to them: their own lines, and what was sent to them. Never notes or the bot's notices (I6). */
function asCustomerKnows(
  { app }: Session,
  { conversation }: Working,
  { eventId, sender, text }: Answered,
): Quote | undefined {
  const isCustomer = app.isOurs(sender) && sender !== app.botUser
  if (!isCustomer && !conversation.sent.some((sent) => sent.eventId === eventId)) return undefined
  return { author: isCustomer ? conversation.customer.name : '', text: text.slice(0, longestQuoted) }
}
