import type { AppProfile } from '../../core/identification/app-profile.ts'
import type { RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import { fact, type RemoteEvent, type RemoteSender } from '../../ports/network.ts'
import { type Chat, chatId, newChat, parseAddress, printAddress } from './chat.ts'
import { bareOf, fullOf, type Jid } from './jid.ts'
import { withReactions } from './reactions.ts'
import type { XmppDeps, XmppSettings } from './settings.ts'

type Body<E> = E extends unknown ? Omit<E, 'network' | 'at'> : never
/** An event before it has its time and network. */
export type EventBody = Body<RemoteEvent>

/** Anybody may let us see them. */
const mostSeen = 100_000

/** The people with open conversations: where to write to them, whether they are there, and what the core must know of it. */
export class People {
  /** False when the program is ending and the event was not taken. */
  readonly commit: (event: EventBody) => Promise<boolean>
  readonly #settings: XmppSettings
  readonly #deps: XmppDeps
  readonly #chats = new Map<RemoteChatId, Chat>()
  readonly #byJid = new Map<string, Set<RemoteChatId>>()
  /** Who is known not to be there. */
  readonly #away = new Set<string>()
  /** Who was away or not when an earlier process ended: what is seen of them next is told, whatever it is. */
  readonly #unsure = new Set<string>()
  /** Who lets us see their presence. */
  readonly #seen = new Set<string>()
  /** One after another for each account, so that what a person does keeps its order. */
  readonly #lanes = new Map<string, Promise<void>>()

  constructor(settings: XmppSettings, deps: XmppDeps, commit: (event: EventBody) => Promise<boolean>) {
    this.#settings = settings
    this.#deps = deps
    this.commit = commit
  }

  /** Runs `work` behind everything else that concerns this account. */
  inOrder(jid: string, work: () => Promise<void>): Promise<void> {
    const done = (this.#lanes.get(jid) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'something about a person on XMPP could not be worked off')
    })
    this.#lanes.set(jid, done)
    return done.finally(() => {
      if (this.#lanes.get(jid) === done) this.#lanes.delete(jid)
    })
  }

  get(chat: RemoteChatId): Chat | undefined {
    return this.#chats.get(chat)
  }

  openChatsOf(jid: string): readonly Chat[] {
    return [...(this.#byJid.get(jid) ?? [])].flatMap((chat) => this.#chats.get(chat) ?? [])
  }

  /** All with an open conversation, each once. */
  jids(): readonly string[] {
    return [...this.#byJid.keys()]
  }

  isAway(jid: string): boolean {
    return this.#away.has(jid)
  }

  isSeen(jid: string): boolean {
    return this.#seen.has(jid)
  }

  /** They let us see their presence from now on, or no more. */
  see(jid: string, sees: boolean): void {
    if (!sees) this.#seen.delete(jid)
    else if (this.#seen.size < mostSeen) this.#seen.add(jid)
  }

  /** A message to a contact: opens or continues the chat, and what we say goes to where it came from. */
  wrote(from: Jid, contact: string): Chat {
    const jid = bareOf(from)
    this.#away.delete(jid)
    this.#unsure.delete(jid)
    const before = this.#chats.get(chatId(jid, contact)) ?? newChat(jid, contact)
    const chat: Chat = { ...before, lastFrom: fullOf(from), isLocked: true }
    this.#put(chat)
    return chat
  }

  /** They came to a contact without a word. */
  began(jid: string, contact: string): Chat {
    const chat = this.#chats.get(chatId(jid, contact)) ?? newChat(jid, contact)
    this.#put(chat)
    return chat
  }

  /** What one side reacts with to a message is this from now on; kept beside the chat. */
  async reacted(
    id: RemoteChatId,
    target: RemoteMessageId,
    side: 'ours' | 'theirs',
    keys: readonly string[],
  ): Promise<void> {
    const chat = this.#chats.get(id)
    if (!chat) return
    const next = { ...chat, reacted: withReactions(chat.reacted, target, side, keys) }
    this.#put(next)
    const address = printAddress(next, this.#seen.has(next.jid))
    await this.commit({ type: 'profile', chat: id, facts: {}, address })
  }

  /** A chat whose conversation is open but that we have not seen in this run. */
  adopt(address: string): void {
    const known = parseAddress(address)
    if (!known) this.#deps.log.warn({ address }, 'the address kept with a chat cannot be read')
    if (!known || this.#chats.has(known.chat.id)) return
    this.#put(known.chat)
    this.#unsure.add(known.chat.jid)
    if (known.sees) this.#seen.add(known.chat.jid)
  }

  /** The end of the conversation. */
  forget(id: RemoteChatId): void {
    const chat = this.#chats.get(id)
    if (!chat) return
    this.#chats.delete(id)
    const others = this.#byJid.get(chat.jid)
    others?.delete(id)
    if (others && others.size > 0) return
    this.#byJid.delete(chat.jid)
    this.#away.delete(chat.jid)
    this.#unsure.delete(chat.jid)
  }

  /** Their presence changed: what we say next goes to the account, whose server knows where they are. */
  unlock(jid: string): void {
    for (const chat of this.openChatsOf(jid)) this.#put({ ...chat, isLocked: false })
  }

  async left(jid: string, reason: string): Promise<void> {
    const chats = this.openChatsOf(jid)
    if (chats.length === 0 || this.#away.has(jid)) return
    this.#away.add(jid)
    this.#unsure.delete(jid)
    for (const { id } of chats) await this.commit({ type: 'left', chat: id, reason })
  }

  /** They are there again, or may be reached again, if they had left. */
  async returned(jid: string): Promise<void> {
    const wasAway = this.#away.delete(jid)
    if (!this.#unsure.delete(jid) && !wasAway) return
    for (const chat of this.openChatsOf(jid)) await this.commit({ type: 'returned', sender: this.sender(chat) })
  }

  /** With a new connection those are tried again of whose coming back nothing would be seen. */
  async tryAll(): Promise<void> {
    const unseen = this.jids().filter((jid) => !this.#seen.has(jid))
    for (const jid of unseen) await this.inOrder(jid, () => this.returned(jid))
  }

  sender(chat: Chat, facts: AppProfile = {}): RemoteSender {
    const { id, jid, contact } = chat
    const known = this.#settings.contacts.find(({ local }) => local === contact)
    const account = fact(jid, 'XMPP address', this.#deps.clock.now(), 'observed')
    return {
      chat: id,
      contact: known?.id ?? (contact as RemoteSender['contact']),
      customer: { name: jid.split('@')[0] ?? jid, account: jid, address: jid },
      address: printAddress(chat, this.#seen.has(jid)),
      identities: [`jid:${jid}`],
      facts: { account, ...facts },
      // Their server answers for the sender of each stanza.
      vouched: true,
    }
  }

  #put(chat: Chat): void {
    this.#chats.set(chat.id, chat)
    const others = this.#byJid.get(chat.jid) ?? new Set()
    this.#byJid.set(chat.jid, others.add(chat.id))
  }
}
