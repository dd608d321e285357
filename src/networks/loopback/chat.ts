import type { RemoteMessageId } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import type { Change, Choices, Delivery } from '../../ports/network.ts'

/** One message as the person's program shows it now. */
export interface LoopbackMessage {
  readonly remoteId: RemoteMessageId
  readonly from: 'us' | 'them'
  readonly message: Message
  readonly speaker?: string
  readonly picture?: string
  readonly choices?: Choices
  readonly answers?: RemoteMessageId
  readonly file?: string
  readonly isRedacted: boolean
  /** The emoji that we put to it. */
  readonly reactions: readonly string[]
}

/** A person's side of the chat, kept by the network: what came, and what it has become since. */
export interface LoopbackChat {
  /** Each message of ours as it was sent, in order. */
  readonly received: Message[]
  readonly shown: Map<RemoteMessageId, LoopbackMessage>
  here: boolean
  isTypedTo: boolean
}

export function newChat(): LoopbackChat {
  return { received: [], shown: new Map(), here: true, isTypedTo: false }
}

export function showTheirs(chat: LoopbackChat, remoteId: RemoteMessageId, message: Message): void {
  chat.shown.set(remoteId, { remoteId, from: 'them', message, isRedacted: false, reactions: [] })
}

export function showOurs(chat: LoopbackChat, remoteId: RemoteMessageId, delivery: Delivery): void {
  const { message, speaker, choices, answers, file } = delivery
  chat.received.push(message)
  chat.shown.set(remoteId, {
    ...{ remoteId, from: 'us', message, isRedacted: false, reactions: [] },
    ...(speaker && { speaker: speaker.name }),
    ...(speaker?.picture !== undefined && { picture: speaker.picture }),
    ...(choices && { choices }),
    ...(answers && { answers }),
    ...(file && message.file && { file: message.file.name }),
  })
}

/** False where the message is not there. */
export function change(
  chat: LoopbackChat,
  { target }: Pick<Change, 'target'>,
  become: (shown: LoopbackMessage) => Partial<LoopbackMessage>,
): boolean {
  const shown = chat.shown.get(target)
  if (!shown) return false
  chat.shown.set(target, { ...shown, ...become(shown) })
  return true
}

export function withReaction(reactions: readonly string[], key: string, removed: boolean): readonly string[] {
  const others = reactions.filter((one) => one !== key)
  return removed ? others : [...others, key]
}
