import type { ConversationEvent } from '../core/conversation/event.ts'
import { type PastAsked, pastWords } from '../core/conversation/past.ts'
import { readWord } from '../core/conversation/read-answer.ts'
import type { ConversationId, NetworkId, RemoteChatId } from '../core/ids.ts'
import type { Language } from '../core/text/language.ts'
import { say } from '../core/text/say.ts'
import { tell } from '../core/text/tell.ts'
import type { InboxRow } from '../ports/inbox.ts'
import type { OwnLine } from '../ports/message-link.ts'
import type { Network, RemoteEvent, RemoteSender } from '../ports/network.ts'
import type { admit } from './admission.ts'
import { type Background, contactOf, openConversation } from './open-conversation.ts'
import { chatLane } from './outbox-body.ts'
import { runEvent } from './run-event.ts'
import { loadConversation, order, remember, type Session, type Working } from './session.ts'

type RemoteMessage = Extract<RemoteEvent, { type: 'message' }>
type RemoteStart = Extract<RemoteEvent, { type: 'started' }>

/** What was read ahead for a row, because nothing may be waited for inside the transaction. */
export interface RemoteAhead {
  readonly background: Background
  readonly admission: Awaited<ReturnType<typeof admit>>
  /** The open conversations of the network, where it concerns them all. */
  readonly open: readonly ConversationId[]
  /** With the word for it. */
  readonly pastAsked?: PastAsked
  /** What the bot had said, where they answer that. */
  readonly toBot?: OwnLine
}

/** Applies one report of a network. Messages open or continue the conversation of their chat; the rest concerns an open one or nothing. */
export async function applyRemote(
  session: Session,
  row: InboxRow,
  event: RemoteEvent,
  ahead: RemoteAhead | undefined,
): Promise<void> {
  const network = session.app.networks.get(event.network)
  if (!network) return
  switch (event.type) {
    case 'message':
      return applyMessage(session, { row, event, network, ahead })
    case 'started':
      return applyStarted(session, { row, event, network, ahead })
    case 'chose':
      return chose(session, event)
    case 'edited':
    case 'redacted':
    case 'reacted':
      return toOpen(session, event.network, event.chat, changeOf(event))
    case 'left':
      return toOpen(session, event.network, event.chat, { type: 'customer-left', at: event.at, reason: event.reason })
    case 'returned':
      saveChat(session, event.network, event.sender, event.at)
      await toOpen(session, event.network, event.sender.chat, {
        type: 'customer-returned',
        at: event.at,
        customer: event.sender.customer,
      })
      return
    case 'profile':
      return learnProfile(session, event)
    case 'identified':
      return toOpen(session, event.network, event.chat, { type: 'identification-ended', at: event.at })
    case 'undelivered': {
      const { at, key, excerpt, from, text: reason } = event
      return toOpen(session, event.network, event.chat, {
        type: 'delivery-failed',
        at,
        key,
        certain: true,
        reason,
        excerpt,
        from,
      })
    }
    case 'gap':
      for (const id of ahead?.open ?? []) {
        const working = await loadConversation(session, id)
        if (working) await runEvent(session, working, { type: 'gap-noticed', at: event.at, ms: event.ms })
      }
      return
    case 'trouble': {
      const text = tell('network-trouble', { network: network.displayName, text: event.text, remedy: event.remedy })
      return order(session, `trouble:${row.id}`, { of: 'admins', message: { kind: 'notice', text } })
    }
  }
}

/** What is pressed opens nothing: it belongs to a question that was asked. */
async function chose(session: Session, event: Extract<RemoteEvent, { type: 'chose' }>): Promise<void> {
  const { network, sender, at, question, choice } = event
  const working = await openOf(session, network, sender.chat)
  if (!working) return
  saveChat(session, network, sender, at)
  releaseWhenBack(session, working)
  await runEvent(session, working, { type: 'customer-chose', at, question, choice })
}

function changeOf(event: Extract<RemoteEvent, { type: 'edited' | 'redacted' | 'reacted' }>): ConversationEvent {
  const { at, target } = event
  switch (event.type) {
    case 'edited':
      return {
        type: 'customer-edited',
        at,
        target,
        message: event.message,
        remoteId: event.remoteId,
        ...writtenAtOf(event),
      }
    case 'redacted':
      return { type: 'customer-redacted', at, target }
    case 'reacted':
      return { type: 'customer-reacted', at, target, key: event.key, removed: event.removed }
  }
}

function writtenAtOf({ writtenAt }: Pick<RemoteMessage, 'writtenAt'>): Pick<RemoteMessage, 'writtenAt'> {
  return writtenAt === undefined ? {} : { writtenAt }
}

/** Facts, and what the connector wants to remember of the chat with them. */
async function learnProfile(session: Session, event: Extract<RemoteEvent, { type: 'profile' }>): Promise<void> {
  const { network, chat, at, facts, address, anew } = event
  const working = await openOf(session, network, chat)
  if (!working) return
  const { contact, customer } = working.conversation
  if (address !== undefined) {
    const maybeSame = (await session.tx.chat(network, chat))?.maybeSame
    session.tx.saveChat({ network, chat, contact, customer, address, at, ...(maybeSame ? { maybeSame } : {}) })
  }
  await runEvent(session, working, { type: 'profile-learned', at, facts, ...(anew ? { anew } : {}) })
}

interface ComingRow<E extends RemoteMessage | RemoteStart> {
  readonly row: InboxRow
  readonly event: E
  readonly network: Network
  readonly ahead: RemoteAhead | undefined
}

async function applyMessage(session: Session, coming: ComingRow<RemoteMessage>): Promise<void> {
  const { row, event, network, ahead } = coming
  const { sender } = event
  const open = await openOf(session, event.network, sender.chat)
  if (!open && ahead && !ahead.admission.ok) return refuse(session, event, row, ahead.admission.answer)
  if (!open && ahead?.pastAsked) {
    return answerAside(session, coming, (language) => pastWords(language, ahead.pastAsked ?? {}, event.at))
  }
  if (!open && readWord(event.message.text) === 'cancel') {
    return answerAside(session, coming, (language) => say(language, 'nothing-to-cancel', {}))
  }
  saveChat(session, event.network, sender, event.at)
  const background = ahead?.background ?? {}
  const beginning = {
    network,
    sender,
    background,
    ...(event.writtenAt === undefined ? {} : { occasion: 'late' as const }),
  }
  const working = open ?? (await openConversation(session, beginning, event.at))
  releaseWhenBack(session, working)
  await runEvent(session, working, {
    type: 'customer-wrote',
    at: event.at,
    message: event.message,
    remoteId: event.remoteId,
    ...writtenAtOf(event),
    ...(event.answers === undefined ? {} : { answers: event.answers }),
    ...toQuestion(ahead, working),
    ...(ahead?.pastAsked ? { pastAsked: ahead.pastAsked } : {}),
  })
  if (open && Object.keys(sender.facts).length > 0) {
    await runEvent(session, working, {
      type: 'profile-learned',
      at: event.at,
      facts: sender.facts,
      customer: sender.customer,
    })
  }
}

/** Of another conversation no question is open any more. */
function toQuestion(ahead: RemoteAhead | undefined, { conversation }: Working): { readonly toQuestion?: string } {
  const { question, conversation: asked } = ahead?.toBot ?? {}
  return question !== undefined && asked === conversation.id ? { toQuestion: question } : {}
}

/** Without `ahead` the contact does not greet on that occasion. Whoever has a conversation already is greeted no second time. */
async function applyStarted(session: Session, { row, event, network, ahead }: ComingRow<RemoteStart>): Promise<void> {
  const { sender, occasion, at } = event
  if (!ahead || (await openOf(session, event.network, sender.chat))) return
  const { admission, background } = ahead
  // Who wrote nothing is not answered either: a flood of subscriptions would become a flood of ours.
  if (!admission.ok) return refuse(session, event, row, occasion === 'home' ? admission.answer : undefined)
  saveChat(session, event.network, sender, at)
  await openConversation(session, { network, sender, background, occasion }, at)
}

/** They only want to know what was, or to end what is not there: that begins no conversation. */
function answerAside(
  session: Session,
  { row, event }: ComingRow<RemoteMessage>,
  words: (language: Language) => string,
): void {
  const { network, sender } = event
  const language = contactOf(session.app, network, sender.contact)?.language ?? 'en'
  order(session, `aside:${row.id}`, {
    of: 'chat',
    network,
    chat: sender.chat,
    address: sender.address,
    message: { kind: 'text', text: words(language) },
  })
}

async function toOpen(
  session: Session,
  network: NetworkId,
  chat: RemoteChatId,
  event: ConversationEvent,
): Promise<void> {
  const working = await openOf(session, network, chat)
  if (!working) return
  if (event.type === 'customer-returned' || event.type === 'customer-edited') releaseWhenBack(session, working)
  await runEvent(session, working, event)
}

/** The conversation of this chat that is not closed, as this transaction sees it. */
export async function openOf(session: Session, network: NetworkId, chat: RemoteChatId): Promise<Working | undefined> {
  for (const working of session.conversations.values()) {
    const { conversation } = working
    if (conversation.network === network && conversation.chat === chat && conversation.status !== 'closed')
      return working
  }
  const stored = await session.tx.lockOpenConversationOf(network, chat)
  if (!stored) return undefined
  const working = remember(session, stored.conversation, stored.room)
  return working.conversation.status === 'closed' ? undefined : working
}

/** What was held for somebody away goes out once they are back. */
function releaseWhenBack(session: Session, working: Working): void {
  const { conversation } = working
  if (conversation.reach !== 'away') return
  session.afterCommit.push(() => session.app.release(session.lease.name, chatLane(conversation)))
}

function saveChat(session: Session, network: NetworkId, sender: RemoteSender, at: number): void {
  session.tx.saveChat({
    network,
    chat: sender.chat,
    contact: sender.contact,
    customer: sender.customer,
    address: sender.address,
    at,
    ...(sender.maybeSame === undefined ? {} : { maybeSame: sender.maybeSame }),
    ...(sender.identities === undefined ? {} : { identities: sender.identities }),
  })
}

function refuse(session: Session, event: RemoteMessage | RemoteStart, row: InboxRow, answer: string | undefined): void {
  const { network, sender } = event
  session.app.log.info({ network, chat: sender.chat }, 'a new conversation was refused')
  session.app.metrics.limited(network, 'opening')
  if (!answer) return
  const minute = Math.floor(row.receivedAt / 60_000)
  order(session, `refused:${network}/${sender.chat}:${minute}`, {
    of: 'chat',
    network,
    chat: sender.chat,
    address: sender.address,
    message: { kind: 'text', text: answer },
  })
}
