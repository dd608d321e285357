import type { ContactId, RemoteChatId } from '../../core/ids.ts'
import type { FileReference } from '../../core/message/message.ts'
import {
  type Change,
  type ChatAddress,
  type ContactState,
  type Delivery,
  DeliveryError,
  type Network,
  type NetworkHealth,
  type NetworkInbox,
  type RemoteEvent,
  type RemoteFile,
  type Sent,
} from '../../ports/network.ts'
import { backOffMs, pause, untilDone } from '../shared/retry.ts'
import { type Cause, Troubles } from '../shared/troubles.ts'
import { SlackApi } from './api.ts'
import { ApiFailure } from './api-failure.ts'
import { Desk } from './desk.ts'
import { features } from './features.ts'
import { chatId, parseAddress, type SlackChat } from './ids.ts'
import { type Introduction, introduce } from './introduce.ts'
import { Link } from './link.ts'
import { openSlackFile } from './open-file.ts'
import type { EventBody } from './people.ts'
import { type Refusal, refusalFor, refusalToConnect } from './refusal.ts'
import { scopesTrouble } from './requirements.ts'
import { defaultEventsKeptMs, fileOrigins, type SlackDeps, type SlackSettings } from './settings.ts'

/** A connection that lasted this long was a good one: the next loss begins with a short wait again. */
const stableMs = 60_000
const farewellMs = 2000
/** After about two minutes of waiting between tries an admin should know. */
const triesBeforeTrouble = 6

/** A new connection sooner than this after the last is no routine. */
const briefMs = 100
const leavingReasons: Readonly<Record<string, string>> = {
  link_disabled: 'Socket Mode is switched off for the app',
  too_many_websockets: 'the app has too many connections already',
}

interface Ended {
  readonly reason: string
  readonly isGood: boolean
  /** Slack asked for a new connection; the old one goes on until that is there. */
  readonly isRefresh: boolean
}

/** One Slack workspace with our app in it, over all its connections. */
export class SlackNetwork implements Network {
  readonly type = 'slack'
  readonly features = features
  readonly id
  readonly displayName
  readonly keepsMs
  readonly #settings: SlackSettings
  readonly #deps: SlackDeps
  readonly #api: SlackApi
  readonly #troubles = new Troubles()
  /** Aborted when we must stop for good. */
  readonly #stop = new AbortController()
  /** Scopes that Slack said are missing. */
  readonly #refused = new Set<string>()
  /** Those of them of which an admin was told. */
  readonly #toldScopes = new Set<string>()
  /** The one in use, and those that Slack has given up. */
  readonly #links = new Set<Link>()
  #refusal: Refusal | undefined
  #introduction: Introduction | undefined
  #desk: Desk | undefined
  #state: ContactState | undefined
  #lostAt: number | undefined
  #commit: (event: EventBody) => Promise<boolean> = () => Promise.resolve(false)
  #health: NetworkHealth

  constructor(settings: SlackSettings, deps: SlackDeps) {
    this.id = settings.id
    this.displayName = settings.displayName
    this.keepsMs = settings.eventsKeptMs ?? defaultEventsKeptMs
    this.#settings = settings
    this.#deps = deps
    this.#api = new SlackApi(settings.botToken, settings.apiUrl)
    this.#health = { state: 'starting', text: 'Not connected yet.', since: deps.clock.now() }
  }

  async run(inbox: NetworkInbox, outer: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([outer, this.#stop.signal])
    this.#commit = async (event) => {
      const whole = { ...event, network: this.id, at: this.#deps.clock.now() } as RemoteEvent
      return (await untilDone(() => inbox.submit(whole).then(() => true), this.#deps, outer)) ?? false
    }
    for (let tries = 0; !signal.aborted; tries++) {
      const desk = this.#desk ?? (await this.#open(inbox))
      const { reason, isGood, isRefresh } = desk ? await this.#connect(desk, signal) : down(this.#health.text)
      if (isGood) tries = 0
      if (tries >= triesBeforeTrouble) await this.#troubleAboutServer(reason)
      if (!isRefresh && !signal.aborted) await this.#waitToRetry(reason, tries, signal)
    }
    this.#desk?.end()
    const refusal = this.#refusal
    this.#setHealth('stopped', refusal ? `${refusal.text} ${refusal.remedy}` : 'Shut down.')
    if (refusal) await this.#trouble('final', refusal.text, refusal.remedy)
  }

  async send(delivery: Delivery): Promise<Sent> {
    const { desk, chat } = this.#reach(delivery)
    const sent = await desk.deliveries.send(chat, delivery)
    desk.status.told(chat, delivery)
    if (this.#refused.has('chat:write')) void this.#askScopes()
    return sent
  }

  async edit(change: Change & Pick<Delivery, 'message' | 'speaker'>): Promise<Sent> {
    const { desk, chat } = this.#reach(change)
    return desk.deliveries.edit(chat, change)
  }

  async redact(change: Change): Promise<Sent> {
    const { desk, chat } = this.#reach(change)
    return desk.deliveries.redact(chat, change)
  }

  async react(change: Change & { readonly reaction: string; readonly removed: boolean }): Promise<Sent> {
    return this.#reach(change).desk.deliveries.react(change)
  }

  hurry(chat: RemoteChatId): void {
    const channel = this.#desk?.people.get(chat)?.channel
    if (channel !== undefined) this.#desk?.pacer.hurry(channel)
  }

  openFile(file: FileReference, signal: AbortSignal): Promise<RemoteFile | undefined> {
    return openSlackFile(file, this.#settings.botToken, fileOrigins(this.#settings), signal)
  }

  async identify(id: RemoteChatId, address: ChatAddress): Promise<void> {
    const chat = this.#desk?.people.get(id) ?? parseAddress(address)
    if (chat) void this.#desk?.identify(chat)
  }

  forget(chat: RemoteChatId): void {
    this.#desk?.people.forget(chat)
    this.#desk?.presence.forget(chat)
    this.#desk?.status.forget(chat)
  }

  publishState(state: ContactState): void {
    if (state.contact !== this.#settings.contact.id) return
    this.#state = state
    this.#desk?.home.set(state)
  }

  /** Opens the app in whatever Slack program people have. */
  contactLink(contact: ContactId): string | undefined {
    const app = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(this.#settings.appToken)?.[1]
    if (contact !== this.#settings.contact.id || app === undefined) return undefined
    const team = this.#introduction?.own.team
    return `https://slack.com/app_redirect?app=${app}${team === undefined ? '' : `&team=${team}`}`
  }

  health(): NetworkHealth {
    if (this.#health.state !== 'up' || this.#refused.size === 0) return this.#health
    const { text, remedy } = scopesTrouble([...this.#refused], this.displayName)
    return { ...this.#health, lacks: `${text} ${remedy}` }
  }

  #reach({ chat: id, address }: Change | Delivery): { readonly desk: Desk; readonly chat: SlackChat } {
    const desk = this.#desk
    if (!desk || this.#health.state !== 'up')
      throw new DeliveryError({ kind: 'later', text: `No connection to ${this.displayName}.` })
    const chat = desk.people.get(id) ?? parseAddress(address)
    if (!chat || chatId(chat) !== id)
      throw new DeliveryError({ kind: 'refused', text: 'The address kept with this chat cannot be read.' })
    return { desk, chat }
  }

  /** Learns who we are, once; undefined when Slack does not say it now. */
  async #open(inbox: NetworkInbox): Promise<Desk | undefined> {
    try {
      const introduction = await introduce(this.#api)
      const desk = new Desk({
        ...{ settings: this.#settings, deps: this.#deps, api: this.#api, own: introduction.own, inbox },
        state: this.#state,
        may: (scope) => !this.#refused.has(scope),
        commit: (event) => this.#commit(event),
        onFailure: (failure) => this.#failed(failure),
        onRemoved: (code) => this.#refuse(refusalFor(code, this.displayName)),
      })
      this.#introduction = introduction
      await desk.adopt().catch((error: unknown) => {
        desk.end()
        throw error
      })
      this.#desk = desk
      await this.#lacks(introduction.missing)
      return desk
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'Slack does not say who we are')
      if (error instanceof ApiFailure) this.#refuse(refusalFor(error.code, this.displayName))
      this.#setHealth('down', `No connection to Slack: ${wordsOf(error)}.`)
      return undefined
    }
  }

  /** One connection; resolves when a new one is needed. */
  async #connect(desk: Desk, signal: AbortSignal): Promise<Ended> {
    const openedAt = this.#deps.clock.now()
    let link: Link
    const ended = Promise.withResolvers<Ended>()
    const lasted = () => this.#deps.clock.now() - openedAt
    try {
      link = await Link.open(this.#settings, {
        envelope: (type, body, ack) => desk.handle(type, body, ack),
        leaving: (reason) => ended.resolve(leavingFor(reason, lasted())),
        ended: (reason) => {
          this.#links.delete(link)
          ended.resolve(down(reason, lasted()))
        },
      })
      this.#links.add(link)
    } catch (error) {
      if (error instanceof ApiFailure) this.#refuse(refusalToConnect(error, this.displayName))
      this.#lost(desk, wordsOf(error))
      return down(wordsOf(error))
    }
    await this.#up(desk)
    const onAbort = () => ended.resolve(down('shutting down'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const end = await ended.promise
    signal.removeEventListener('abort', onAbort)
    if (signal.aborted) await this.#farewell(desk)
    else if (!end.isRefresh) this.#lost(desk, end.reason)
    return end
  }

  async #up(desk: Desk): Promise<void> {
    const { workspace = '' } = this.#introduction ?? {}
    desk.pacer.begin()
    this.#setHealth('up', `Connected to ${workspace}.`)
    this.#troubles.end('server')
    if (this.#refused.size > 0) void this.#askScopes()
    const ms = this.#lostAt === undefined ? 0 : this.#deps.clock.now() - this.#lostAt
    this.#lostAt = undefined
    if (ms > this.keepsMs) await this.#commit({ type: 'gap', ms })
  }

  #lost(desk: Desk, reason: string): void {
    if (this.#health.state === 'up') this.#lostAt = this.#deps.clock.now()
    this.#setHealth('down', `No connection to Slack: ${reason}.`)
    desk.pacer.end(`No connection to ${this.displayName}.`)
  }

  /** What was begun is finished. */
  async #farewell(desk: Desk): Promise<void> {
    this.#setHealth('down', 'Shutting down.')
    desk.pacer.end('Switchboard is shutting down.')
    const until = Date.now() + farewellMs
    while (!desk.pacer.isIdle && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
    for (const link of this.#links) link.close()
  }

  #setHealth(state: NetworkHealth['state'], text: string): void {
    const since = state === this.#health.state ? this.#health.since : this.#deps.clock.now()
    this.#health = { state, text, since }
  }

  #failed(failure: ApiFailure): void {
    this.#refuse(refusalFor(failure.code, this.displayName))
    const { needed } = failure
    if (failure.code === 'missing_scope' && needed !== undefined) void this.#lacks(needed.split(','))
  }

  /** Told once for each scope; what needs them does not work, the rest goes on. */
  async #lacks(scopes: readonly string[]): Promise<void> {
    const untold = scopes.filter((scope) => !this.#toldScopes.has(scope))
    for (const scope of scopes) {
      this.#refused.add(scope)
      this.#toldScopes.add(scope)
    }
    if (untold.length === 0) return
    const { text, remedy } = scopesTrouble(untold, this.displayName)
    await this.#commit({ type: 'trouble', text, remedy })
  }

  /** They may have been given meanwhile: what is missing again later is told again. */
  async #askScopes(): Promise<void> {
    const missing = await introduce(this.#api).then(
      (introduction) => introduction.missing,
      () => undefined,
    )
    if (!missing) return
    for (const scope of this.#refused) {
      if (missing.includes(scope)) continue
      this.#refused.delete(scope)
      this.#toldScopes.delete(scope)
    }
  }

  /** We must stop for good, and not come back by ourselves. */
  #refuse(refusal: Refusal | undefined): void {
    if (!refusal || this.#refusal) return
    this.#refusal = refusal
    this.#stop.abort()
  }

  #troubleAboutServer(reason: string): Promise<void> {
    const text = `No connection to ${this.displayName} (Slack) for some minutes now: ${reason}.`
    const remedy = 'Check that this machine reaches slack.com and that Socket Mode is on for the app; we keep trying.'
    return this.#trouble('server', text, remedy)
  }

  async #trouble(cause: Cause, text: string, remedy: string): Promise<void> {
    if (this.#troubles.begin(cause, this.#deps.clock.now())) await this.#commit({ type: 'trouble', text, remedy })
  }

  async #waitToRetry(reason: string, tries: number, signal: AbortSignal): Promise<void> {
    const waitMs = backOffMs(tries, this.#deps.random)
    this.#deps.log.warn({ reason, waitMs }, 'no connection to Slack; trying again')
    await pause(waitMs, signal)
  }
}

function down(reason: string, lastedMs = 0): Ended {
  return { reason, isGood: lastedMs > stableMs, isRefresh: false }
}

/** A connection that is to be renewed all the time is none. */
function leavingFor(reason: string, lastedMs: number): Ended {
  const known = leavingReasons[reason]
  return { reason: known ?? reason, isGood: lastedMs > stableMs, isRefresh: known === undefined && lastedMs > briefMs }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
