import type { RemoteChatId, RemoteMessageId } from '../../src/core/ids.ts'
import type {
  ChatAddress,
  CustomerPresence,
  NetworkInbox,
  PastConversation,
  RemoteEvent,
  Watcher,
} from '../../src/ports/network.ts'
import { waitFor } from './wait-for.ts'

type EventOf<T extends RemoteEvent['type']> = Extract<RemoteEvent, { type: T }>

/** Keeps what a network reports, as the store would: once per message id, in order, with the identities seen. */
export class RecordingInbox implements NetworkInbox {
  readonly events: RemoteEvent[] = []
  readonly typed: { chat: RemoteChatId; isTyping: boolean }[] = []
  readonly reads: { chat: RemoteChatId; remoteId: RemoteMessageId }[] = []
  readonly presences: { chat: RemoteChatId; presence: CustomerPresence }[] = []
  readonly kept = new Map<string, Watcher>()
  readonly past = new Map<RemoteChatId, readonly PastConversation[]>()
  readonly open = new Map<RemoteChatId, ChatAddress>()
  readonly #seen = new Set<string>()
  readonly #identities = new Map<string, RemoteChatId>()

  submit(event: RemoteEvent): Promise<void> {
    if ('remoteId' in event) {
      if (this.#seen.has(event.remoteId)) return Promise.resolve()
      this.#seen.add(event.remoteId)
    }
    if ('sender' in event) {
      const { chat, address, identities = [] } = event.sender
      this.open.set(chat, address)
      for (const key of identities) this.#identities.set(key, chat)
    }
    if (event.type === 'profile' && event.address !== undefined) this.open.set(event.chat, event.address)
    this.events.push(event)
    return Promise.resolve()
  }

  knows(remoteId: RemoteMessageId): Promise<boolean> {
    return Promise.resolve(this.#seen.has(remoteId))
  }

  openChats(): Promise<readonly { readonly chat: RemoteChatId; readonly address: ChatAddress }[]> {
    return Promise.resolve([...this.open].map(([chat, address]) => ({ chat, address })))
  }

  chatByIdentity(key: string): Promise<RemoteChatId | undefined> {
    return Promise.resolve(this.#identities.get(key))
  }

  typing(chat: RemoteChatId, isTyping: boolean): void {
    this.typed.push({ chat, isTyping })
  }

  read(chat: RemoteChatId, remoteId: RemoteMessageId): void {
    this.reads.push({ chat, remoteId })
  }

  presence(chat: RemoteChatId, presence: CustomerPresence): void {
    this.presences.push({ chat, presence })
  }

  watchers(): Promise<readonly Watcher[]> {
    return Promise.resolve([...this.kept.values()])
  }

  keepWatcher(watcher: Watcher): Promise<void> {
    this.kept.set(`${watcher.contact} ${watcher.address}`, watcher)
    return Promise.resolve()
  }

  dropWatcher({ contact, address }: Watcher): Promise<void> {
    this.kept.delete(`${contact} ${address}`)
    return Promise.resolve()
  }

  pastOf(chat: RemoteChatId): Promise<readonly PastConversation[]> {
    return Promise.resolve(this.past.get(chat) ?? [])
  }

  mark(): number {
    return this.events.length
  }

  all<T extends RemoteEvent['type']>(type: T, since = 0): readonly EventOf<T>[] {
    return this.events.slice(since).filter((event): event is EventOf<T> => event.type === type)
  }

  /** The texts of all messages since a mark, in the order they were committed. */
  texts(since = 0): readonly string[] {
    return this.all('message', since).map(({ message }) => message.text)
  }

  /** The first such event since a mark, be it there already or still to come. */
  next<T extends RemoteEvent['type']>(
    type: T,
    fits: (event: EventOf<T>) => boolean = () => true,
    { since = 0, timeoutMs = 10_000 }: { since?: number; timeoutMs?: number } = {},
  ): Promise<EventOf<T>> {
    const detail = () => JSON.stringify(this.events.slice(since).slice(-20), null, 1)
    const probe = () => this.all(type, since).find(fits)
    return waitFor(`an event ${type}`, probe, { timeoutMs, detail })
  }
}
