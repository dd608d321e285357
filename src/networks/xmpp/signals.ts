import type { RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import type { CustomerPresence, NetworkInbox } from '../../ports/network.ts'

/** What is told and not stored, each on change only: whether people type, what they have read, how they are. */
export class Signals {
  readonly #inbox: Pick<NetworkInbox, 'typing' | 'read' | 'presence'>
  readonly #typing = new Set<RemoteChatId>()
  /** What was told last. */
  readonly #presences = new Map<RemoteChatId, string>()

  constructor(inbox: Pick<NetworkInbox, 'typing' | 'read' | 'presence'>) {
    this.#inbox = inbox
  }

  typing(chat: RemoteChatId, isTyping: boolean): void {
    if (this.#typing.has(chat) === isTyping) return
    if (isTyping) this.#typing.add(chat)
    else this.#typing.delete(chat)
    this.#inbox.typing(chat, isTyping)
  }

  read(chat: RemoteChatId, remoteId: RemoteMessageId): void {
    this.#inbox.read(chat, remoteId)
  }

  presence(chat: RemoteChatId, presence: CustomerPresence): void {
    const printed = JSON.stringify(presence)
    if (this.#presences.get(chat) === printed) return
    this.#presences.set(chat, printed)
    this.#inbox.presence(chat, presence)
  }

  /** They are gone: how they are when they are back is told again. */
  forget(chat: RemoteChatId): void {
    this.typing(chat, false)
    this.#presences.delete(chat)
  }
}
