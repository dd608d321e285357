import type { ContactId, RemoteChatId } from '../../core/ids.ts'
import {
  type Change,
  type ChatAddress,
  type ContactState,
  type Delivery,
  DeliveryError,
  type DeliveryFailure,
  type Network,
  type NetworkHealth,
  type NetworkInbox,
  type RemoteEvent,
  type Sent,
} from '../../ports/network.ts'
import { backOffMs, pause, untilDone } from '../shared/retry.ts'
import { type Cause, Troubles } from '../shared/troubles.ts'
import { Announcer } from './announcer.ts'
import { type Chat, parseAddress } from './chat.ts'
import { ComponentStream, type Ended } from './component-stream.ts'
import { features } from './features.ts'
import { MessageIds } from './message-ids.ts'
import { Online, type OnlineParts } from './online.ts'
import type { Outbox } from './outbox.ts'
import { type EventBody, People } from './people.ts'
import { Programs } from './programs.ts'
import type { XmppDeps, XmppSettings } from './settings.ts'
import { Signals } from './signals.ts'
import { Watchers } from './watchers.ts'

type Remembered = Omit<OnlineParts, 'stream'>

/** A connection that lasted this long was a good one: the next loss begins with a short wait again. */
const stableMs = 60_000
const farewellMs = 2000
/** After about two minutes of waiting between tries an admin should know. */
const triesBeforeTrouble = 6

/** One XMPP server with our domain on it, over all its connections. */
export class XmppNetwork implements Network {
  readonly type = 'xmpp'
  readonly features = features
  readonly id
  readonly displayName
  readonly #settings: XmppSettings
  readonly #deps: XmppDeps
  readonly #announcer: Announcer
  readonly #troubles = new Troubles()
  readonly #epoch: string
  #count = 0
  #remembered: Remembered | undefined
  #online: Online | undefined
  #lostAt: number | undefined
  #health: NetworkHealth

  constructor(settings: XmppSettings, deps: XmppDeps) {
    this.id = settings.id
    this.displayName = settings.displayName
    this.#settings = settings
    this.#deps = deps
    this.#announcer = new Announcer(settings, deps)
    this.#epoch = `${deps.clock.now().toString(36)}${Math.floor(deps.random() * 2 ** 32).toString(36)}`
    this.#health = { state: 'starting', text: 'Not connected yet.', since: deps.clock.now() }
  }

  async run(inbox: NetworkInbox, signal: AbortSignal): Promise<void> {
    const remembered = this.#remember(inbox, signal)
    const { people, watchers } = remembered
    this.#remembered = remembered
    watchers.load((await untilDone(() => inbox.watchers(), this.#deps, signal)) ?? [])
    const chats = (await untilDone(() => inbox.openChats(), this.#deps, signal)) ?? []
    for (const { address } of chats) people.adopt(address)
    for (let tries = 0; !signal.aborted; tries++) {
      const { refusal, reason, lastedMs } = await this.#connect(remembered, signal)
      if (lastedMs > stableMs) tries = 0
      if (refusal && !signal.aborted) {
        this.#setHealth('stopped', `${refusal.text} ${refusal.remedy}`)
        return this.#trouble(people, 'final', refusal.text, refusal.remedy)
      }
      if (tries >= triesBeforeTrouble) await this.#troubleAboutServer(people, reason)
      if (!signal.aborted) await this.#waitToRetry(reason, tries, signal)
    }
    this.#setHealth('stopped', 'Shut down.')
  }

  async send(delivery: Delivery): Promise<Sent> {
    if (delivery.repeated)
      throw failed({ kind: 'unknown', text: 'It may have been sent before Switchboard restarted.' })
    return this.#inChat(delivery, (outbox, chat) => outbox.send(chat, delivery))
  }

  /** What is done to a message may be done again: programs see from the ids that it is the same. */
  async edit(change: Change & Pick<Delivery, 'message' | 'speaker'>): Promise<Sent> {
    return this.#inChat(change, (outbox, chat) => outbox.edit(chat, change))
  }

  async redact(change: Change): Promise<Sent> {
    return this.#inChat(change, (outbox, chat) => outbox.redact(chat, change))
  }

  async react(change: Change & { readonly reaction: string; readonly removed: boolean }): Promise<Sent> {
    return this.#inChat(change, (outbox, chat) => outbox.react(chat, change))
  }

  typing(id: RemoteChatId, address: ChatAddress, isTyping: boolean): void {
    const chat = this.#chat(id, address)
    const isAway = chat && this.#remembered?.people.isAway(chat.jid)
    if (chat && !isAway && this.#online?.isOpen) this.#online.outbox.typing(chat, isTyping)
  }

  async identify(id: RemoteChatId, address: ChatAddress): Promise<void> {
    const chat = this.#chat(id, address)
    if (chat) this.#online?.identification.ask(chat)
  }

  forget(chat: RemoteChatId): void {
    this.#remembered?.people.forget(chat)
    this.#remembered?.signals.forget(chat)
    this.#remembered?.told.delete(`write-unencrypted ${chat}`)
    this.#online?.identification.forget(chat)
  }

  publishState(state: ContactState): void {
    this.#announcer.set(state)
  }

  contactLink(contact: ContactId): string | undefined {
    const found = this.#settings.contacts.find(({ id }) => id === contact)
    return found && `xmpp:${encodeURIComponent(found.local)}@${this.#settings.domain}?message`
  }

  health(): NetworkHealth {
    return this.#health
  }

  #chat(id: RemoteChatId, address: ChatAddress): Chat | undefined {
    return this.#remembered?.people.get(id) ?? parseAddress(address)?.chat
  }

  #inChat(
    { chat: id, address }: Pick<Delivery, 'chat' | 'address'>,
    work: (outbox: Outbox, chat: Chat) => Promise<Sent>,
  ): Promise<Sent> {
    const online = this.#online
    if (!online?.isOpen) throw failed({ kind: 'later', text: `No connection to ${this.displayName}.` })
    const chat = this.#chat(id, address)
    if (!chat) throw failed({ kind: 'refused', text: 'The address kept with this chat cannot be read.' })
    if (this.#remembered?.people.isAway(chat.jid)) throw failed({ kind: 'away', text: `${chat.jid} is not there.` })
    return work(online.outbox, chat)
  }

  /** What we know of people, from the store and over all connections. */
  #remember(inbox: NetworkInbox, signal: AbortSignal): Remembered {
    const { settings, deps } = { settings: this.#settings, deps: this.#deps }
    const isDone = (work: () => Promise<void>) =>
      untilDone(() => work().then(() => true), deps, signal).then((done) => done ?? false)
    return {
      ...{ settings, deps, announcer: this.#announcer, told: new Set(), taken: new Map() },
      programs: new Programs(),
      people: new People(settings, deps, (event) => isDone(() => inbox.submit(this.#whole(event)))),
      ids: new MessageIds({
        uniqueId: () => `${this.#epoch}-${++this.#count}`,
        now: () => deps.clock.now(),
        knows: async (remoteId) => (await untilDone(() => inbox.knows(remoteId), deps, signal)) ?? false,
      }),
      signals: new Signals(inbox),
      watchers: new Watchers(settings, {
        keep: (watcher) => isDone(() => inbox.keepWatcher(watcher)),
        drop: (watcher) => isDone(() => inbox.dropWatcher(watcher)),
      }),
    }
  }

  #whole(event: EventBody): RemoteEvent {
    return { ...event, network: this.id, at: this.#deps.clock.now() }
  }

  /** Resolves when the connection has ended and everybody has been told. */
  #connect(remembered: Remembered, signal: AbortSignal): Promise<Ended & { readonly lastedMs: number }> {
    return new Promise((resolve) => {
      const stream = new ComponentStream(this.#settings, this.#deps, {
        ready: () => this.#ready(remembered, stream),
        stanza: (stanza, isCut) => this.#online?.handle(stanza, isCut),
        idle: () => this.#online?.ask(),
        ended: (ended) => {
          signal.removeEventListener('abort', onAbort)
          const lastedMs = this.#online ? this.#deps.clock.now() - this.#health.since : 0
          this.#ended(ended.reason)
          resolve({ ...ended, lastedMs })
        },
      })
      const onAbort = () => void this.#farewell(stream)
      signal.addEventListener('abort', onAbort)
      if (signal.aborted) onAbort()
    })
  }

  async #farewell(stream: ComponentStream): Promise<void> {
    await this.#online?.leave(farewellMs)
    stream.close('Switchboard is shutting down')
  }

  #ready(remembered: Remembered, stream: ComponentStream): void {
    const { settings, deps, people } = remembered
    this.#online = new Online({ ...remembered, stream })
    this.#setHealth('up', `Connected as ${settings.domain}.`)
    this.#troubles.end('server')
    const lostAt = this.#lostAt
    if (lostAt !== undefined) void people.commit({ type: 'gap', ms: deps.clock.now() - lostAt })
    void people.tryAll()
  }

  #ended(reason: string): void {
    const { host, port } = this.#settings
    const online = this.#online
    this.#online = undefined
    this.#setHealth('down', `No connection to ${host}:${port}: ${reason}.`)
    if (!online) return
    this.#lostAt = this.#deps.clock.now()
    online.end(reason)
  }

  #setHealth(state: NetworkHealth['state'], text: string): void {
    const since = state === this.#health.state ? this.#health.since : this.#deps.clock.now()
    this.#health = { state, text, since }
  }

  #troubleAboutServer(people: People, reason: string): Promise<void> {
    const { host, port, domain } = this.#settings
    const text = `No connection to ${this.displayName} (${host}:${port}) for some minutes now: ${reason}.`
    const remedy = `Check address and port of this network, and that nothing else connects as ${domain}; we keep trying.`
    return this.#trouble(people, 'server', text, remedy)
  }

  async #trouble(people: People, cause: Cause, text: string, remedy: string): Promise<void> {
    if (this.#troubles.begin(cause, this.#deps.clock.now())) await people.commit({ type: 'trouble', text, remedy })
  }

  async #waitToRetry(reason: string, tries: number, signal: AbortSignal): Promise<void> {
    const waitMs = backOffMs(tries, this.#deps.random)
    this.#deps.log.warn({ reason, waitMs }, 'no connection to XMPP; trying again')
    await pause(waitMs, signal)
  }
}

function failed(failure: DeliveryFailure): DeliveryError {
  return new DeliveryError(failure)
}
