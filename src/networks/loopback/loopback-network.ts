import type { ContactId, NetworkId, RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import type { FileReference, Message } from '../../core/message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  type Change,
  type Delivery,
  DeliveryError,
  fact,
  type Network,
  type NetworkFeatures,
  type NetworkHealth,
  type NetworkInbox,
  type RemoteEvent,
  type RemoteFile,
  type RemoteSender,
  type Sent,
} from '../../ports/network.ts'
import { change, type LoopbackChat, type LoopbackMessage, newChat, showOurs, showTheirs, withReaction } from './chat.ts'
import { onlyText, rich } from './features.ts'
import { openLoopbackFile } from './files.ts'

export interface LoopbackSettings {
  readonly id: NetworkId
  readonly displayName: string
  readonly contact: ContactId
  /** `text`: as poor as the poorest networks are. */
  readonly carries?: 'everything' | 'text'
}

/** Somebody on the network in memory, as a test or a demonstration plays them. Calls resolve once what they do is committed. */
export interface LoopbackPerson {
  readonly name: string
  /** What we sent them, in order, as it was sent. */
  readonly received: readonly Message[]
  /** The whole chat as it looks now. */
  sees(): readonly LoopbackMessage[]
  seesTyping(): boolean
  write(text: string, answers?: RemoteMessageId): Promise<void>
  /** A file of this network, or one that lies anywhere. */
  sendFile(file: FileReference, caption?: string): Promise<void>
  edit(target: RemoteMessageId, text: string): Promise<void>
  redact(target: RemoteMessageId): Promise<void>
  react(target: RemoteMessageId, key: string, removed?: boolean): Promise<void>
  choose(question: string, choice: string): Promise<void>
  type(isTyping: boolean): void
  read(target: RemoteMessageId): void
  leave(): Promise<void>
  comeBack(): Promise<void>
}

type Body<E> = E extends unknown ? Omit<E, 'network' | 'at'> : never

/** The smallest complete network: everything in memory, so one can read it to learn what a network has to do. */
export class LoopbackNetwork implements Network {
  readonly type = 'loopback'
  readonly features: NetworkFeatures
  readonly id: NetworkId
  readonly displayName: string
  readonly edit?: NonNullable<Network['edit']>
  readonly redact?: NonNullable<Network['redact']>
  readonly react?: NonNullable<Network['react']>
  readonly typing?: NonNullable<Network['typing']>
  readonly #contact: ContactId
  readonly #clock: Clock
  readonly #people = new Map<string, LoopbackChat>()
  readonly #done = new Set<string>()
  #inbox: NetworkInbox | undefined
  #count = 0
  #cutAt: number | undefined
  #health: NetworkHealth

  constructor(settings: LoopbackSettings, clock: Clock) {
    this.id = settings.id
    this.displayName = settings.displayName
    this.#contact = settings.contact
    this.#clock = clock
    this.#health = { state: 'starting', text: 'Not started yet.', since: clock.now() }
    this.features = settings.carries === 'text' ? onlyText : rich
    if (settings.carries === 'text') return
    this.edit = (edit) => this.#change(edit, () => ({ message: edit.message, ...speakerOf(edit) }))
    this.redact = (redaction) => this.#change(redaction, () => ({ isRedacted: true, reactions: [] }))
    this.react = (reaction) =>
      this.#change(reaction, ({ reactions }) => ({
        reactions: withReaction(reactions, reaction.reaction, reaction.removed),
      }))
    this.typing = (chat, _address, isTyping) => {
      const person = this.#people.get(nameOf(chat))
      if (person) person.isTypedTo = isTyping
    }
  }

  run(inbox: NetworkInbox, signal: AbortSignal): Promise<void> {
    this.#inbox = inbox
    this.#setHealth('up', 'In memory.')
    return new Promise((resolve) => {
      const stop = () => {
        this.#inbox = undefined
        this.#setHealth('stopped', 'Shut down.')
        resolve()
      }
      if (signal.aborted) stop()
      else signal.addEventListener('abort', stop, { once: true })
    })
  }

  /** A repeat of a key is recognised, so it is harmless. */
  async send(delivery: Delivery): Promise<Sent> {
    const person = this.#reach(delivery.chat)
    const remoteId = `sent:${delivery.key}` as RemoteMessageId
    if (this.#isFirst(delivery.key)) showOurs(person, remoteId, delivery)
    return { acknowledged: true, remoteId }
  }

  async identify(chat: RemoteChatId): Promise<void> {
    const application = fact('loopback', 'built in', this.#clock.now(), 'declared')
    await this.#submit({ type: 'profile', chat, facts: { application } })
    await this.#submit({ type: 'identified', chat })
  }

  async openFile(file: FileReference): Promise<RemoteFile | undefined> {
    if (this.#health.state !== 'up') throw new DeliveryError({ kind: 'later', text: 'Not connected.' })
    return openLoopbackFile(file)
  }

  contactLink(contact: ContactId): string | undefined {
    return contact === this.#contact ? `loopback:${contact}` : undefined
  }

  health(): NetworkHealth {
    return this.#health
  }

  /** The person of this name, new or known. */
  person(name: string): LoopbackPerson {
    const chat = this.#people.get(name) ?? newChat()
    this.#people.set(name, chat)
    const id = chatOf(name)
    return {
      name,
      received: chat.received,
      sees: () => [...chat.shown.values()],
      seesTyping: () => chat.isTypedTo,
      write: (text, answers) => this.#write(name, { kind: 'text', text }, answers),
      sendFile: (file, caption = '') => this.#write(name, { kind: 'text', text: caption, file }),
      edit: (target, text) => this.#edit(name, target, text),
      redact: (target) => this.#redact(name, target),
      react: (target, key, removed = false) =>
        this.#submit({ type: 'reacted', chat: id, remoteId: this.#nextId(), target, key, removed }),
      choose: (question, choice) =>
        this.#submit({ type: 'chose', sender: this.#sender(name), remoteId: this.#nextId(), question, choice }),
      type: (isTyping) => this.#inbox?.typing(id, isTyping),
      read: (target) => this.#inbox?.read(id, target),
      leave: () => this.#move(name, false),
      comeBack: () => this.#move(name, true),
    }
  }

  /** As if the connection broke. */
  cut(): void {
    this.#cutAt = this.#clock.now()
    this.#setHealth('down', 'Cut.')
  }

  async restore(): Promise<void> {
    const ms = this.#clock.now() - (this.#cutAt ?? this.#clock.now())
    this.#setHealth('up', 'In memory.')
    await this.#submit({ type: 'gap', ms })
  }

  /** The chat of a person who can be reached. */
  #reach(id: RemoteChatId): LoopbackChat {
    if (this.#health.state !== 'up') throw new DeliveryError({ kind: 'later', text: 'Not connected.' })
    const person = this.#people.get(nameOf(id))
    if (!person?.here) throw new DeliveryError({ kind: 'away', text: `${nameOf(id)} is not there.` })
    return person
  }

  #isFirst(key: string): boolean {
    const isFirst = !this.#done.has(key)
    this.#done.add(key)
    return isFirst
  }

  async #change(wanted: Change, become: (shown: LoopbackMessage) => Partial<LoopbackMessage>): Promise<Sent> {
    const person = this.#reach(wanted.chat)
    if (this.#isFirst(wanted.key) && !change(person, wanted, become))
      throw new DeliveryError({ kind: 'refused', text: 'There is no such message.' })
    return { acknowledged: true, remoteId: wanted.target }
  }

  async #write(name: string, message: Message, answers?: RemoteMessageId): Promise<void> {
    const remoteId = this.#nextId()
    const chat = this.#people.get(name)
    if (chat) {
      chat.here = true
      showTheirs(chat, remoteId, message)
    }
    const sender = this.#sender(name)
    await this.#submit({ type: 'message', sender, remoteId, message, ...(answers && { answers }) })
  }

  async #edit(name: string, target: RemoteMessageId, text: string): Promise<void> {
    const message: Message = { kind: 'text', text }
    const chat = this.#people.get(name)
    if (chat) {
      chat.here = true
      change(chat, { target }, () => ({ message }))
    }
    await this.#submit({ type: 'edited', chat: chatOf(name), remoteId: this.#nextId(), target, message })
  }

  async #redact(name: string, target: RemoteMessageId): Promise<void> {
    const chat = this.#people.get(name)
    if (chat) change(chat, { target }, () => ({ isRedacted: true }))
    await this.#submit({ type: 'redacted', chat: chatOf(name), remoteId: this.#nextId(), target })
  }

  #nextId(): RemoteMessageId {
    return `${this.id}:${++this.#count}` as RemoteMessageId
  }

  async #move(name: string, here: boolean): Promise<void> {
    const person = this.#people.get(name)
    if (person) person.here = here
    if (here) await this.#submit({ type: 'returned', sender: this.#sender(name) })
    else await this.#submit({ type: 'left', chat: chatOf(name), reason: '' })
  }

  #sender(name: string): RemoteSender {
    return {
      chat: chatOf(name),
      contact: this.#contact,
      customer: { name, account: name, address: name },
      address: JSON.stringify({ name }),
      identities: [`name:${name}`],
      facts: {},
      vouched: true,
    }
  }

  async #submit(event: Body<RemoteEvent>): Promise<void> {
    await this.#inbox?.submit({ ...event, network: this.id, at: this.#clock.now() })
  }

  #setHealth(state: NetworkHealth['state'], text: string): void {
    this.#health = { state, text, since: this.#clock.now() }
  }
}

function speakerOf({ speaker }: Pick<Delivery, 'speaker'>): Pick<LoopbackMessage, 'speaker'> {
  return speaker ? { speaker: speaker.name } : {}
}

function chatOf(name: string): RemoteChatId {
  return `loopback:${name}` as RemoteChatId
}

function nameOf(chat: RemoteChatId): string {
  return chat.slice('loopback:'.length)
}
