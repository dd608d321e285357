import { reaches } from '../../core/commands/permissions.ts'
import type { ConversationEvent, Person } from '../../core/conversation/event.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { personOf } from '../orders.ts'
import { runEvent } from '../run-event.ts'
import type { Session, Working } from '../session.ts'
import type { Act, Asked, CarryOutNamed } from './asked.ts'

const onlyInRoom = "That works in a conversation's room only."

/** Something that the person does to the conversation whose room they are in. */
export type DoInRoom = (session: Session, working: Working, person: Person) => Promise<string | undefined>

export function inRoom(asked: Asked, work: DoInRoom): Act {
  return async (session, working) => {
    if (!working) return onlyInRoom
    return work(session, working, await personOf(session, asked.person))
  }
}

/** Applies the fact and answers the refusal, or `done`. */
export async function apply(
  session: Session,
  working: Working,
  event: ConversationEvent,
  done?: string,
): Promise<string | undefined> {
  const rejection = await runEvent(session, working, event)
  return rejection ? rejection.text : done
}

export const closeConversation: CarryOutNamed<'close'> = async (asked, { code, text }) =>
  inRoom(asked, (session, working, person) => {
    const refusal = notTheirs(asked, working.conversation, 'close')
    if (refusal) return Promise.resolve(refusal)
    const by = holds(working.conversation, person) ? 'agent' : 'supervisor'
    const words = text === undefined ? {} : { text }
    return apply(session, working, { type: 'close-requested', at: asked.at, by, person, code, ...words })
  })

export const holdConversation: CarryOutNamed<'hold'> = async (asked) =>
  inRoom(asked, (session, working, person) =>
    apply(
      session,
      working,
      { type: 'held', at: asked.at, person },
      'On hold. It stays yours and leaves your place free; !resume takes it up again.',
    ),
  )

/** The place is taken first, by the one statement that all processes respect. */
export const resumeConversation: CarryOutNamed<'resume'> = async (asked) =>
  inRoom(asked, async (session, working, person) => {
    const { conversation } = working
    const isOwnHeld = conversation.status === 'held' && conversation.agent === person.agent
    const seated = isOwnHeld && (await session.tx.setSeatKind(conversation.id, person.agent, 'active'))
    return apply(session, working, { type: 'resumed', at: asked.at, person, seated }, 'Resumed.')
  })

/** The note stays where it was written: in the room, which the customer does not see. */
export const keepNote: CarryOutNamed<'note'> = async (asked) =>
  inRoom(asked, async (_session, { conversation }) => {
    return `Noted; ${oneLine(conversation.customer.name, 40) || 'the customer'} does not see it.`
  })

/** Why this person may not do it, or undefined where the conversation is theirs or they are a supervisor. */
export function notTheirs({ person, level }: Asked, conversation: Conversation, what: string): string | undefined {
  if (reaches(level, 'supervisor')) return undefined
  if (!('agent' in conversation)) {
    return conversation.status === 'closed'
      ? 'This conversation is closed already.'
      : `Nobody has this conversation yet. !take makes it yours, then you can ${what} it.`
  }
  if (conversation.agent === person) return undefined
  const holder = oneLine(conversation.agentName, 40)
  return `${holder} has this conversation; only ${holder} or a supervisor can ${what} it.`
}

function holds(conversation: Conversation, { agent }: Person): boolean {
  return 'agent' in conversation && conversation.agent === agent
}
