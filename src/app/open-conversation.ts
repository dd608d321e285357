import type { EventOf, Opening } from '../core/conversation/event.ts'
import { open } from '../core/conversation/open.ts'
import type { Question } from '../core/conversation/state.ts'
import type { ContactId, ConversationId } from '../core/ids.ts'
import type { AskedQuestion } from '../core/routing/rule-set.ts'
import type { Network, RemoteSender } from '../ports/network.ts'
import type { LastConversation, StoredChat } from '../ports/stored-chat.ts'
import type { App } from './deps.ts'
import { take } from './run-event.ts'
import { addNew, type Session, type Working } from './session.ts'

/** What is known of the writer from before; read ahead of the transaction. */
export interface Background {
  readonly chat?: StoredChat | undefined
  readonly last?: LastConversation | undefined
  readonly maybeSame?: LastConversation | undefined
}

export async function readBackground(app: App, network: Network, sender: RemoteSender): Promise<Background> {
  const [chat, last, maybeSame] = await Promise.all([
    app.store.chat(network.id, sender.chat),
    app.store.lastConversationOf(network.id, sender.chat),
    sender.maybeSame === undefined ? undefined : app.store.lastMaybeSame(network.id, sender.maybeSame, sender.chat),
  ])
  return { chat, last, maybeSame }
}

/** Opens a conversation: number, state, greeting. The caller applies the first message next. */
export async function openConversation(
  session: Session,
  network: Network,
  sender: RemoteSender,
  background: Background,
  at: number,
): Promise<Working> {
  const id = await session.tx.newConversationId()
  const opening = openingOf(session.app, { id, network, sender, background })
  const decision = open(opening, at)
  if (!decision.ok) throw new Error(`a conversation could not be opened: ${decision.rejection.text}`)
  const working = addNew(session, decision.conversation)
  const opened: EventOf<'opened'> = { type: 'opened', at, opening }
  await take(session, working, opened, decision)
  session.afterCommit.push(() => session.app.metrics.opened(network.id))
  return working
}

interface New {
  readonly id: ConversationId
  readonly network: Network
  readonly sender: RemoteSender
  readonly background: Background
}

function openingOf(app: App, { id, network, sender, background }: New): Opening {
  const { settings } = app
  const contacts = settings.contacts.get(network.id) ?? []
  const contact = contacts.find(({ id: known }) => known === sender.contact) ?? contacts[0]
  return {
    id,
    network: network.id,
    networkType: network.type,
    networkName: network.displayName,
    contact: sender.contact,
    contactName: contact?.name ?? sender.contact,
    chat: sender.chat,
    customer: sender.customer,
    language: contact?.language ?? 'en',
    profile: sender.facts,
    questions: questionsFor(app, sender.contact),
    ...returningOf(background),
    ...(background.maybeSame ? { maybeSameAs: background.maybeSame.conversation } : {}),
    agentNaming: settings.agentNaming,
    organisation: settings.organisation,
    identificationTimeoutMs: settings.identificationTimeoutMs,
    intakeTimeoutMs: settings.intakeTimeoutMs,
    quietTimeMs: settings.quietTimeMs,
    positionIntervalMs: settings.positionIntervalMs,
    quietTimeLongMs: settings.quietTimeLongMs,
  }
}

function questionsFor(app: App, contact: ContactId): readonly Question[] {
  return app.rules
    .current()
    .stored.rules.questions.filter((question) => question.contact === undefined || question.contact === contact)
    .map(withoutContact)
}

function withoutContact({ contact: _contact, ...question }: AskedQuestion): Question {
  return question
}

function returningOf({ chat, last }: Background): Pick<Opening, 'returning'> {
  if (!last) return {}
  return {
    returning: {
      count: chat?.conversationCount ?? 1,
      ...(last.agentName ? { lastAgent: last.agentName } : {}),
      ...(last.closedAt ? { lastAt: last.closedAt } : {}),
      ...(last.code ? { lastOutcome: last.code } : {}),
    },
  }
}
