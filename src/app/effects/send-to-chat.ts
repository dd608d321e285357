import type { SendPriority } from '../../core/conversation/effect.ts'
import type { EventOf } from '../../core/conversation/event.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import type { EffectKey, RemoteChatId } from '../../core/ids.ts'
import type { FileReference, Message } from '../../core/message/message.ts'
import { say } from '../../core/text/say.ts'
import { type ChatAddress, DeliveryError, type Network } from '../../ports/network.ts'
import { done, type EffectResult } from './result.ts'

export interface ChatSend {
  readonly conversation: Conversation
  readonly chat: RemoteChatId
  readonly address: ChatAddress
  readonly message: Message
  readonly priority: SendPriority
  readonly hasty: boolean
  readonly key: EffectKey
  readonly repeated: boolean
  /** When the message was taken in: a repeat gives the same link. ms since the epoch. */
  readonly createdAt: number
}

export interface ChatSender {
  readonly network: Network
  /** A link for people outside, and for how many ms it works. */
  readonly publicLink: (file: FileReference, at: number) => string | undefined
  readonly linkMs: number
  readonly now: () => number
}

/** Sends one message of ours to the customer. A position is not sent any more when the customer no longer waits. */
export async function sendToChat(send: ChatSend, sender: ChatSender): Promise<EffectResult> {
  const { status } = send.conversation
  if (send.priority === 'position' && status !== 'queued' && status !== 'offered') return done
  const message = degrade(send, sender)
  try {
    await sender.network.send({
      chat: send.chat,
      address: send.address,
      message,
      key: send.key,
      priority: send.priority,
      hasty: send.hasty,
      repeated: send.repeated,
    })
    return done
  } catch (error) {
    if (error instanceof DeliveryError) return failed(error, send, sender.now())
    throw error
  }
}

function failed(error: DeliveryError, send: ChatSend, at: number): EffectResult {
  const { failure } = error
  switch (failure.kind) {
    case 'away':
      return whileAway(send, failure.text, at)
    case 'later':
      return { kind: 'later', reason: failure.text }
    case 'refused':
    case 'unknown':
      return { kind: 'done', outcome: deliveryFailed(send, failure.kind === 'refused', failure.text, at) }
  }
}

/** What is said to somebody away waits for them; once the conversation is closed nobody does, so its author hears of it. */
function whileAway(send: ChatSend, reason: string, at: number): EffectResult {
  if (send.priority === 'position') return done
  if (send.conversation.status !== 'closed') return { kind: 'held', reason }
  return send.priority === 'agent' ? { kind: 'done', outcome: deliveryFailed(send, true, reason, at) } : done
}

function deliveryFailed(send: ChatSend, certain: boolean, reason: string, at: number): EventOf<'delivery-failed'> {
  const { text, file } = send.message
  const excerpt = (text || (file?.name ?? '')).slice(0, 120)
  return {
    type: 'delivery-failed',
    at,
    key: send.key,
    certain,
    reason,
    excerpt,
    from: send.priority === 'agent' ? 'agent' : 'bot',
  }
}

/** What the network cannot show goes as text that everybody understands: a file as a link, a reply with its quote. */
function degrade(send: ChatSend, sender: ChatSender): Message {
  const { features } = sender.network
  const shown = features.files === 'native' ? send.message : withLink(send, sender)
  return features.reply === 'native' ? shown : withQuote(shown)
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
