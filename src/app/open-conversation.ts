import type { EventOf, Opening } from '../core/conversation/event.ts'
import { open } from '../core/conversation/open.ts'
import type { Beginning, Question } from '../core/conversation/state.ts'
import type { ContactId, NetworkId } from '../core/ids.ts'
import type { AskedQuestion } from '../core/routing/rule-set.ts'
import type { Network, RemoteSender } from '../ports/network.ts'
import type { LastConversation, StoredChat } from '../ports/stored-chat.ts'
import type { App, ContactSettings } from './deps.ts'
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

/** Opens a conversation: number, state, greeting. The caller applies the first message next, if there is one. */
export async function openConversation(session: Session, coming: Coming, at: number): Promise<Working> {
  const { network } = coming
  const id = await session.tx.newConversationId()
  const opening = openingOf(session.app, { ...coming, id })
  const decision = open(opening, at)
  if (!decision.ok) throw new Error(`a conversation could not be opened: ${decision.rejection.text}`)
  const working = addNew(session, decision.conversation)
  const opened: EventOf<'opened'> = { type: 'opened', at, opening }
  await take(session, working, opened, decision)
  session.afterCommit.push(() => session.app.metrics.opened(network.id))
  return working
}

/** Who comes to us, and how; without `occasion` they wrote just now. */
export interface Coming {
  readonly network: Network
  readonly sender: RemoteSender
  readonly background: Background
  readonly occasion?: Beginning
}

/** The contact they came to, as it is configured. */
export function contactOf({ settings }: App, network: NetworkId, id: ContactId): ContactSettings | undefined {
  const contacts = settings.contacts.get(network) ?? []
  return contacts.find((contact) => contact.id === id) ?? contacts[0]
}

function openingOf(app: App, { id, network, sender, background, occasion }: Coming & Pick<Opening, 'id'>): Opening {
  const { settings } = app
  const contact = contactOf(app, network.id, sender.contact)
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
    ...carriedBy(network),
    profile: sender.facts,
    ...(occasion === undefined ? {} : { occasion }),
    ...(occasion === undefined || occasion === 'late' ? greetsWriters(contact) : {}),
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

/** Nothing is kept of what is the same for all poor networks. */
function carriedBy({ features }: Network): Pick<Opening, 'carries'> {
  const { edit, redact, reply, reaction, choices, speaker } = features
  const carries = { edit, redact, reply, reaction, choices, speaker }
  return Object.values(carries).includes('native') ? { carries } : {}
}

function greetsWriters(contact: ContactSettings | undefined): Pick<Opening, 'greets'> {
  return contact?.greetsOn.includes('message') === false ? { greets: false } : {}
}

/** What is asked of those who come to this contact. */
export function questionsFor(app: App, contact: ContactId): readonly Question[] {
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
