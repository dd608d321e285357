import type { SendPriority } from '../../core/conversation/effect.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import type { EffectKey, MatrixEventId, RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import type { Choices } from '../../core/message/carried.ts'
import type { FileReference, Message } from '../../core/message/message.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { say } from '../../core/text/say.ts'
import { type Matrix, MatrixError } from '../../ports/matrix.ts'
import { type MessageLink, needsLinks, type OwnLine } from '../../ports/message-link.ts'
import {
  type ChatAddress,
  type DeliveredFile,
  type Delivery,
  DeliveryError,
  type Network,
  type Sent,
  type ShownSpeaker,
} from '../../ports/network.ts'
import { chatFailure } from './chat-failure.ts'
import { done, type EffectResult } from './result.ts'

/** Of a line of the bot no more is quoted. */
const longestSaid = 100

/** Whom something is for, and under which key. */
export interface ForChat {
  readonly conversation: Conversation
  readonly chat: RemoteChatId
  readonly address: ChatAddress
  readonly priority: SendPriority
  readonly hasty: boolean
  readonly key: EffectKey
  readonly repeated: boolean
  readonly repeatedSince?: number
  /** When it was taken in: a repeat gives the same link. ms since the epoch. */
  readonly createdAt: number
  readonly speaker?: ShownSpeaker
}

export interface ChatSend extends ForChat {
  readonly message: Message
  readonly choices?: Choices
  /** The event of the room that this is a copy of. */
  readonly eventId?: MatrixEventId
  /** The name of the question that it asks. */
  readonly question?: string
  /** What is answered, as the network calls it. */
  readonly answers?: RemoteMessageId
}

export interface ChatSender {
  readonly network: Network
  /** A link for people outside, and for how many ms it works. */
  readonly publicLink: (file: FileReference, at: number) => string | undefined
  readonly linkMs: number
  readonly download: Matrix['download']
  readonly now: () => number
}

/** Sends one message of ours to the customer. A position is not sent any more when the customer no longer waits. */
export async function sendToChat(send: ChatSend, sender: ChatSender): Promise<EffectResult> {
  const { status } = send.conversation
  if (send.priority === 'position' && status !== 'queued' && status !== 'offered') return done
  try {
    const sent = await sender.network.send(deliveryOf(send, sender))
    return { kind: 'done', ...linkOf(send, sent, sender.network), ...connected(send, sent, sender.now()) }
  } catch (error) {
    if (error instanceof DeliveryError) return chatFailure(error, send, sender.now())
    throw error
  }
}

/** The part that is the same whatever is done in a chat. */
export function toChat({ chat, address, key, priority, hasty, repeated, repeatedSince }: ForChat) {
  const since = repeatedSince === undefined ? {} : { repeatedSince }
  return { chat, address, key, priority, hasty, repeated, ...since }
}

function deliveryOf(send: ChatSend, sender: ChatSender): Delivery {
  const { features } = sender.network
  const { speaker, choices, answers } = send
  const file = features.files === 'native' ? fileOf(send, sender) : undefined
  return {
    ...toChat(send),
    message: degrade(send, sender),
    ...(speaker && features.speaker === 'native' ? { speaker } : {}),
    ...(choices && features.choices === 'native' ? { choices } : {}),
    ...(answers === undefined || features.reply !== 'native' ? {} : { answers }),
    ...(file ? { file } : {}),
  }
}

function fileOf({ message, createdAt }: ChatSend, sender: ChatSender): DeliveredFile | undefined {
  const { file } = message
  if (!file) return undefined
  const link = sender.publicLink(file, createdAt)
  return {
    ...(link === undefined ? {} : { link }),
    open: (signal) => sender.download(file.url, signal).catch(notOpened),
  }
}

/** The connector gives it back as it came, so it has to be in its words. */
function notOpened(error: unknown): never {
  if (!(error instanceof MatrixError)) throw error
  const { kind, text } = error.failure
  throw new DeliveryError({ kind: kind === 'retry' ? 'later' : 'refused', text })
}

function linkOf(send: ChatSend, { remoteId }: Sent, network: Network): { link?: MessageLink | OwnLine } {
  if (remoteId === undefined || !needsLinks(network.features)) return {}
  const { conversation, chat, eventId, question } = send
  const at = { conversation: conversation.id, network: conversation.network, chat, remoteId }
  if (eventId !== undefined) return { link: { ...at, event: eventId, isOurs: true } }
  return { link: { ...at, said: beginningOf(send), ...(question === undefined ? {} : { question }) } }
}

function beginningOf({ message: { text }, speaker }: ChatSend): string {
  return oneLine(speaker ? `[${speaker.name}] ${text}` : text, longestSaid)
}

/** The first line of an agent that has surely arrived. */
function connected({ conversation, eventId }: ChatSend, { acknowledged }: Sent, at: number) {
  const isFirst = 'agent' in conversation && conversation.connectedAt === undefined
  if (!acknowledged || !isFirst || eventId === undefined) return {}
  return { outcome: { type: 'line-delivered', at, eventId } as const }
}

/** What the network cannot show goes as text that everybody understands: a file as a link, a reply with its quote. */
function degrade(send: ChatSend, sender: ChatSender): Message {
  const { features } = sender.network
  const shown = features.files === 'native' ? send.message : withLink(send, sender)
  return features.reply === 'native' && send.answers !== undefined ? shown : withQuote(shown)
}

function withLink({ conversation, message, createdAt }: ChatSend, sender: ChatSender): Message {
  const { file, author, ...rest } = message
  if (!file) return message
  const line = say(conversation.language, 'file', {
    agent: author,
    kind: file.kind,
    name: file.name,
    url: sender.publicLink(file, createdAt),
    validMs: sender.linkMs,
  })
  return rest.text === '' ? { ...rest, text: line } : withLine(rest, line)
}

function withQuote(message: Message): Message {
  const { replyTo, ...rest } = message
  return replyTo ? withLine(rest, `> ${replyTo.text.split('\n')[0] ?? ''}`) : message
}

/** The message with a line before it. */
function withLine(message: Message, line: string): Message {
  const rich = message.rich && [{ type: 'text' as const, text: line }, { type: 'break' as const }, ...message.rich]
  return { ...message, text: `${line}\n${message.text}`, ...(rich ? { rich } : {}) }
}
