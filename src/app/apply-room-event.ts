import type { ConversationEvent } from '../core/conversation/event.ts'
import type { AgentId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'
import type { InboxRow } from '../ports/inbox.ts'
import type { MatrixEvent } from '../ports/matrix-event.ts'
import { membershipFact } from './membership-fact.ts'
import { personOf } from './orders.ts'
import type { Answered } from './row-ahead.ts'
import { runEvent } from './run-event.ts'
import { order, type Session, type Working } from './session.ts'

/** The conversation quotes less of it, once ids are out of it. */
const longestQuoted = 4000

type RoomEvent = Exclude<MatrixEvent, { type: 'malformed' }>

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
  const quoting =
    event.type === 'message' && answered
      ? { ...event, message: withQuote(session, working, event.message, answered) }
      : event
  const fact = await factOf(session, working, quoting)
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

async function factOf(session: Session, working: Working, event: RoomEvent): Promise<ConversationEvent | undefined> {
  switch (event.type) {
    case 'message':
      return messageFact(session, working, event)
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
): Promise<ConversationEvent> {
  return {
    type: 'agent-wrote',
    at: event.at,
    person: await personOf(session, event.sender),
    ghost: ghostOf(session, working),
    message: event.message,
    eventId: event.eventId,
  }
}

/** The Matrix user that speaks for the customer. */
function ghostOf({ app }: Session, { conversation }: Working): AgentId {
  const server = app.botUser.slice(app.botUser.indexOf(':'))
  return `@${app.ghostLocalpart(conversation.network, conversation.chat)}${server}` as AgentId
}

/** Only what the customer knows is quoted to them: their own lines, and what was sent to them. Never notes or the bot's notices (I6). */
function withQuote(
  session: Session,
  { conversation }: Working,
  message: Message,
  { eventId, sender, text }: Answered,
): Message {
  const { app } = session
  const isCustomer = app.isOurs(sender) && sender !== app.botUser
  if (!isCustomer && !conversation.sent.some((sent) => sent.eventId === eventId)) return message
  return {
    ...message,
    replyTo: { author: isCustomer ? conversation.customer.name : '', text: text.slice(0, longestQuoted) },
  }
}
