import type { ContactId, RemoteChatId } from '../../core/ids.ts'
import {
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
import { Attempt, type Ended } from './attempt.ts'
import { AwayText } from './away.ts'
import type { Connection } from './connection.ts'
import { features } from './features.ts'
import { parseAddress } from './ids.ts'
import { loginTrouble } from './login.ts'
import { Online } from './online.ts'
import { type EventBody, People } from './people.ts'
import { inSentences, type Refusal } from './refusal.ts'
import type { Server } from './server.ts'
import { lookFor } from './session.ts'
import { defaultRefusedAgainMs, type IrcDeps, type IrcSettings } from './settings.ts'

/** A connection that lasted this long was a good one: the next loss begins with a short wait again. */
const stableMs = 60_000
const farewellMs = 2000
/** Each question holds memory while it waits to be asked, and there may be thousands. */
const checkedAtOnce = 16
/** After about two minutes of waiting between tries an admin should know. */
const triesBeforeTrouble = 6

/** One IRC network with our nick on it, over all its connections. */
export class IrcNetwork implements Network {
  readonly type = 'irc'
  readonly features = features
  readonly id
  readonly displayName
  readonly #settings: IrcSettings
  readonly #deps: IrcDeps
  readonly #away = new AwayText()
  readonly #troubles = new Troubles()
  /** Open when we started, and not yet looked for. */
  readonly #unchecked = new Set<RemoteChatId>()
  readonly #epoch: string
  #count = 0
  /** How often services refused us since we were last signed in. */
  #refused = 0
  #filesElsewhere: ContactState['filesElsewhere']
  #people: People | undefined
  #online: Online | undefined
  #lostAt: number | undefined
  #health: NetworkHealth

  constructor(settings: IrcSettings, deps: IrcDeps) {
    this.id = settings.id
    this.displayName = settings.displayName
    this.#settings = settings
    this.#deps = deps
    this.#epoch = `${deps.clock.now().toString(36)}${Math.floor(deps.random() * 2 ** 32).toString(36)}`
    this.#health = { state: 'starting', text: 'Not connected yet.', since: deps.clock.now() }
  }

  async run(inbox: NetworkInbox, signal: AbortSignal): Promise<void> {
    const people = new People(this.#settings, this.#deps, inbox, (event) => this.#commit(inbox, event, signal))
    this.#people = people
    await this.#adoptOpenChats(inbox, people, signal)
    for (let tries = 0; !signal.aborted; tries++) {
      const { refusal, reason, lastedMs } = await this.#connect(people, signal)
      if (lastedMs > stableMs) tries = 0
      if (refusal && !signal.aborted) {
        if (await this.#waitAfterRefusal(people, refusal, signal)) continue
        return this.#stop(people, refusal)
      }
      if (tries >= triesBeforeTrouble) await this.#troubleAboutServer(people, reason)
      if (!signal.aborted) await this.#waitToRetry(reason, tries, signal)
    }
    this.#setHealth('stopped', 'Shut down.')
  }

  #stop(people: People, refusal: Refusal): Promise<void> {
    this.#deps.log.warn({ reason: refusal.text }, 'IRC does not want us; not trying again')
    const text = refusal.mayPass ? `${refusal.text} (${this.#refused} times; that was the last try)` : refusal.text
    const told = { text, remedy: refusal.remedy }
    this.#setHealth('stopped', inSentences(told))
    return this.#trouble(people, 'final', told)
  }

  /** False when there is no use in trying again. */
  async #waitAfterRefusal(people: People, refusal: Refusal, signal: AbortSignal): Promise<boolean> {
    const { refusedAgainMs = defaultRefusedAgainMs } = this.#settings
    const leastMs = refusal.mayPass && refusedAgainMs[this.#refused++]
    if (leastMs === undefined) return false
    const waitMs = Math.round(leastMs * (1 + this.#deps.random() / 4))
    const left = refusedAgainMs.length - this.#refused + 1
    const more = `In case services only have trouble of their own, we try ${left} more ${left === 1 ? 'time' : 'times'}, the next one in about ${Math.ceil(waitMs / 60_000)} min.`
    const told = { text: refusal.text, remedy: `${refusal.remedy} ${more}` }
    this.#setHealth('down', inSentences(told))
    await this.#trouble(people, 'refused', told)
    await pause(waitMs, signal)
    return true
  }

  async send(delivery: Delivery): Promise<Sent> {
    if (delivery.repeated)
      throw failed({ kind: 'unknown', text: 'It may have been sent before Switchboard restarted.' })
    const [people, online] = [this.#people, this.#online]
    if (!people || !online?.isOpen) throw failed({ kind: 'later', text: `No connection to ${this.displayName}.` })
    if (!people.roster.get(delivery.chat)) this.#adopt(people, delivery.chat, delivery.address)
    if (this.#mustLook(people, delivery.chat)) await this.#check(people, online, delivery.chat)
    if (!online.isOpen) throw failed({ kind: 'later', text: `The connection to ${this.displayName} broke.` })
    const person = people.roster.get(delivery.chat)
    if (person?.here) return online.send(person, delivery)
    throw failed({ kind: 'away', text: `${person?.nick ?? 'The person'} is not there.` })
  }

  /** Nobody looks for those whose conversation ended while we were away, until there is something left to say to them. */
  #mustLook({ roster }: People, chat: RemoteChatId): boolean {
    const person = roster.get(chat)
    return this.#unchecked.has(chat) || (person !== undefined && !person.here && !person.open)
  }

  async identify(chat: RemoteChatId): Promise<void> {
    this.#online?.identify(chat)
  }

  hurry(chat: RemoteChatId): void {
    this.#online?.session.queue.hurry(chat)
  }

  forget(chat: RemoteChatId): void {
    this.#people?.forget(chat)
    this.#unchecked.delete(chat)
    this.#online?.forget(chat)
  }

  publishState({ text, filesElsewhere }: ContactState): void {
    this.#away.set(text)
    this.#filesElsewhere = filesElsewhere
  }

  contactLink(contact: ContactId): string | undefined {
    const { contact: ours, host, port, tls } = this.#settings
    if (contact !== ours.id) return undefined
    const location = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
    // `isnick` is what clients read, though a later draft of the scheme calls it `isuser`.
    return `${tls ? 'ircs' : 'irc'}://${location}/${encodeURIComponent(ours.nick)},isnick`
  }

  health(): NetworkHealth {
    const { state, since } = this.#health
    if (state !== 'up' || !this.#online) return this.#health
    const { server } = this.#online.session
    const lacking = [
      ...(this.#hasNick(server) ? [] : [this.#nickTrouble(server)]),
      ...(this.#hasLogin(server) ? [] : [loginTrouble(this.#settings, server)]),
    ]
    const lacks = lacking.map(({ text, remedy }) => `${text} ${remedy}`).join(' ')
    return { state, text: `Connected as ${server.nick}.`, since, ...(lacks === '' ? {} : { lacks }) }
  }

  async #adoptOpenChats(inbox: NetworkInbox, people: People, signal: AbortSignal): Promise<void> {
    const chats = (await untilDone(() => inbox.openChats(), this.#deps, signal)) ?? []
    for (const { chat, address } of chats) this.#adopt(people, chat, address)
  }

  #adopt(people: People, chat: RemoteChatId, text: ChatAddress): void {
    const address = parseAddress(text)
    if (!address) {
      this.#deps.log.warn({ chat }, 'the address kept with this chat cannot be read')
      return
    }
    people.adopt(chat, address)
    this.#unchecked.add(chat)
  }

  /** Resolves when the connection has ended and everybody has been told. */
  #connect(people: People, signal: AbortSignal): Promise<Ended & { readonly lastedMs: number }> {
    return new Promise((resolve) => {
      const attempt = new Attempt(this.#settings, this.#deps, {
        ready: (connection, server) => this.#ready(people, connection, server),
        message: (message) => {
          this.#online?.handle(message)
          if (this.#online) this.#watchLogin(people, attempt.server)
        },
        ended: (ended) => {
          signal.removeEventListener('abort', onAbort)
          const lastedMs = this.#online ? this.#deps.clock.now() - this.#health.since : 0
          void this.#ended(people, ended.reason, signal).then(() => resolve({ ...ended, lastedMs }))
        },
      })
      const onAbort = () => void this.#farewell(attempt)
      signal.addEventListener('abort', onAbort)
      if (signal.aborted) onAbort()
    })
  }

  async #farewell(attempt: Attempt): Promise<void> {
    await this.#online?.leave('Switchboard is shutting down', farewellMs)
    attempt.close('Switchboard is shutting down', 'Shutting down, back soon')
  }

  #ready(people: People, connection: Connection, server: Server): void {
    const { clock } = this.#deps
    if (people.roster.mapping !== server.mapping) people.roster.rebuild(server.mapping)
    const uniqueId = () => `${this.#epoch}-${++this.#count}`
    const filesElsewhere = () => this.#filesElsewhere
    this.#online = new Online({
      ...{ settings: this.#settings, deps: this.#deps, people, server, connection, uniqueId, filesElsewhere },
    })
    this.#setHealth('up', `Connected as ${server.nick}.`)
    this.#forgetTroubles(server)
    if (!this.#hasNick(server)) void this.#trouble(people, 'nick', this.#nickTrouble(server))
    this.#watchLogin(people, server)
    if (this.#lostAt !== undefined) void people.commit({ type: 'gap', ms: clock.now() - this.#lostAt })
    this.#away.start(this.#online.session)
    void this.#checkAll(people, this.#online)
  }

  /** After a shutdown nobody is told that they left: the next start looks for them. */
  async #ended(people: People, reason: string, signal: AbortSignal): Promise<void> {
    const online = this.#online
    this.#online = undefined
    this.#setHealth('down', `No connection to ${this.#settings.host}: ${reason}`)
    if (!online) return
    this.#lostAt = this.#deps.clock.now()
    this.#forgetTroubles(online.session.server)
    online.end(reason)
    if (!signal.aborted) await people.leaveAll(`The connection to ${this.displayName} broke.`)
  }

  /** Everybody with an open conversation is looked for, politely: these questions go after all others. The latest chat first. */
  async #checkAll(people: People, online: Online): Promise<void> {
    const chats = people.roster.all().map(({ chat }) => chat)
    const checkInTurn = async (): Promise<void> => {
      for (let chat = chats.pop(); chat !== undefined && online.isOpen; chat = chats.pop()) {
        const person = people.roster.get(chat)
        if (person?.open && !person.here) await this.#check(people, online, chat)
      }
    }
    await Promise.all(Array.from({ length: checkedAtOnce }, checkInTurn))
  }

  /** Whether the person is vouched for; if not, the core hears so once. */
  async #check(people: People, online: Online, chat: RemoteChatId): Promise<boolean> {
    const isBack = await lookFor(online.session, chat)
    if (online.isOpen && this.#unchecked.delete(chat) && !isBack) {
      await people.commit({ type: 'left', chat, reason: 'Not there any more after Switchboard started.' })
    }
    return isBack
  }

  #setHealth(state: NetworkHealth['state'], text: string): void {
    const since = state === this.#health.state ? this.#health.since : this.#deps.clock.now()
    this.#health = { state, text, since }
  }

  #nickTrouble({ nick }: Server): Refusal {
    const wished = this.#settings.contact.nick
    const remedy = `Free the nick ${wished} (see who has it with /whois ${wished}); it is taken back as soon as it is free.`
    const text = `The nick ${wished} is taken on ${this.displayName}; we are ${nick} for now.`
    return { text, remedy }
  }

  #troubleAboutServer(people: People, reason: string): Promise<void> {
    const { host, port } = this.#settings
    const text = `No connection to ${this.displayName} (${host}:${port}) for some minutes now: ${reason}`
    return this.#trouble(people, 'server', {
      text,
      remedy: 'Check address, port and TLS of this network; we keep trying.',
    })
  }

  /** Services may go and come back while we are there. */
  #watchLogin(people: People, server: Server): void {
    if (server.isSignedIn) this.#refused = 0
    if (this.#hasLogin(server)) this.#troubles.end('login')
    else void this.#trouble(people, 'login', loginTrouble(this.#settings, server))
  }

  async #trouble(people: People, cause: Cause, { text, remedy }: Refusal): Promise<void> {
    if (this.#troubles.begin(cause, this.#deps.clock.now())) await people.commit({ type: 'trouble', text, remedy })
  }

  /** What is right on this connection is told anew when it goes wrong again, be it months later. */
  #forgetTroubles(server: Server): void {
    this.#troubles.end('server')
    this.#troubles.end('refused')
    if (this.#hasNick(server)) this.#troubles.end('nick')
    if (this.#hasLogin(server)) this.#troubles.end('login')
  }

  #hasNick(server: Server): boolean {
    return server.isMe(this.#settings.contact.nick)
  }

  #hasLogin(server: Server): boolean {
    return this.#settings.sasl === undefined || (server.isSignedIn && server.can('sasl') && !server.lacksServices)
  }

  async #waitToRetry(reason: string, tries: number, signal: AbortSignal): Promise<void> {
    const waitMs = backOffMs(tries, this.#deps.random)
    this.#deps.log.warn({ reason, waitMs }, 'no connection to IRC; trying again')
    await pause(waitMs, signal)
  }

  async #commit(inbox: NetworkInbox, event: EventBody, signal: AbortSignal): Promise<void> {
    const whole = { ...event, network: this.id, at: this.#deps.clock.now() } as RemoteEvent
    await untilDone(() => inbox.submit(whole), this.#deps, signal)
  }
}

function failed(failure: DeliveryFailure): DeliveryError {
  return new DeliveryError(failure)
}
