import type { ContactId, NetworkId, RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import type { FileReference, Message } from '../../core/message/message.ts'
import type { Clock } from '../../ports/clock.ts'
import {
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
import { openLoopbackFile } from './files.ts'

export interface LoopbackSettings {
  readonly id: NetworkId
  readonly displayName: string
  readonly contact: ContactId
}

/** Somebody on the network in memory, as a test or a demonstration plays them. */
export interface LoopbackPerson {
  readonly name: string
  /** What we sent them, in order. */
  readonly received: readonly Message[]
  /** Resolves once the message is committed. */
  write(text: string): Promise<void>
  /** A file of this network, or one that lies anywhere. */
  sendFile(file: FileReference, caption?: string): Promise<void>
  leave(): Promise<void>
  comeBack(): Promise<void>
}

const features: NetworkFeatures = {
  edit: 'absent',
  redact: 'absent',
  reply: 'degraded',
  reaction: 'absent',
  files: 'degraded',
  typing: 'absent',
  formatting: 'native',
  choices: 'degraded',
  speaker: 'degraded',
  receipts: 'absent',
  presence: 'native',
  identification: 'native',
  maxBytes: 65_536,
}

type Body<E> = E extends unknown ? Omit<E, 'network' | 'at'> : never

/** The smallest complete network: everything in memory, so one can read it to learn what a network has to do. */
export class LoopbackNetwork implements Network {
  readonly type = 'loopback'
  readonly features = features
  readonly id: NetworkId
  readonly displayName: string
  readonly #contact: ContactId
  readonly #clock: Clock
  readonly #people = new Map<string, { received: Message[]; here: boolean }>()
  readonly #sent = new Set<string>()
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
  send({ chat, message, key }: Delivery): Promise<Sent> {
    if (this.#health.state !== 'up') return Promise.reject(new DeliveryError({ kind: 'later', text: 'Not connected.' }))
    const person = this.#people.get(nameOf(chat))
    if (!person?.here) return Promise.reject(new DeliveryError({ kind: 'away', text: `${nameOf(chat)} is not there.` }))
    if (!this.#sent.has(key)) person.received.push(message)
    this.#sent.add(key)
    return Promise.resolve({ acknowledged: true, remoteId: `sent:${key}` as RemoteMessageId })
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
    const state = this.#people.get(name) ?? { received: [], here: true }
    this.#people.set(name, state)
    return {
      name,
      received: state.received,
      write: (text) => this.#send(name, { kind: 'text', text }),
      sendFile: (file, caption = '') => this.#send(name, { kind: 'text', text: caption, file }),
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

  async #send(name: string, message: Message): Promise<void> {
    const remoteId = `${this.id}:${++this.#count}` as RemoteMessageId
    await this.#submit({ type: 'message', sender: this.#sender(name), remoteId, message })
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

function chatOf(name: string): RemoteChatId {
  return `loopback:${name}` as RemoteChatId
}

function nameOf(chat: RemoteChatId): string {
  return chat.slice('loopback:'.length)
}
