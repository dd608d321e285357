import type { RemoteChatId } from '../../core/ids.ts'
import type { ContactState, NetworkInbox } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import type { ApiFailure } from './api-failure.ts'
import { AssistantStatus } from './assistant-status.ts'
import { Deliveries } from './deliver.ts'
import { Home } from './home.ts'
import { chatId, type SlackChat } from './ids.ts'
import { Intake } from './intake.ts'
import type { Json } from './json.ts'
import { OwnFiles } from './own-files.ts'
import { Pacer } from './pacer.ts'
import { type EventBody, People } from './people.ts'
import { PresenceWatch } from './presence-watch.ts'
import { type Own, readEnvelope } from './received.ts'
import { fileOrigins, type SlackDeps, type SlackSettings } from './settings.ts'

/** More than this in hand uncommitted, and Slack is to tell the rest again later. */
const mostInHand = 5000

export interface DeskParts {
  readonly settings: SlackSettings
  readonly deps: SlackDeps
  readonly api: SlackApi
  readonly own: Own
  readonly inbox: NetworkInbox
  readonly state: ContactState | undefined
  readonly may: (scope: string) => boolean
  /** False when the program is ending and the event was not taken. */
  readonly commit: (event: EventBody) => Promise<boolean>
  readonly onFailure: (failure: ApiFailure) => void
  readonly onRemoved: (code: string) => void
}

/** All that we do in one workspace, over all connections to it. */
export class Desk {
  readonly people: People
  readonly pacer: Pacer
  readonly deliveries: Deliveries
  readonly home: Home
  readonly presence: PresenceWatch
  readonly status: AssistantStatus
  readonly #parts: DeskParts
  readonly #intake: Intake
  #inHand = 0

  constructor(parts: DeskParts) {
    const { settings, deps, api, inbox, state, may, commit, onFailure, onRemoved } = parts
    this.#parts = parts
    const ownFiles = new OwnFiles()
    const people = new People(settings, deps, api)
    this.people = people
    this.pacer = new Pacer(deps.clock)
    const pacer = this.pacer
    this.deliveries = new Deliveries({
      ...{ api, pacer, ownFiles, may, onFailure, clock: deps.clock },
      iconUrl: settings.iconUrl,
      fileOrigins: fileOrigins(settings),
    })
    this.home = new Home({ settings, deps, api, pacer, people, inbox, onFailure }, state)
    this.presence = new PresenceWatch({ api, deps, inbox, chats: () => people.openChats() })
    this.status = new AssistantStatus(api, deps)
    const home = this.home
    this.#intake = new Intake({ api, deps, pacer, people, home, ownFiles, inbox, commit, onRemoved })
  }

  /** Those we knew before we were started. */
  async adopt(): Promise<void> {
    const { inbox, own } = this.#parts
    const [chats, watchers] = await Promise.all([inbox.openChats(), inbox.watchers()])
    for (const { address } of chats) this.people.adopt(address)
    this.home.adopt(watchers, own.team)
  }

  /** `ack` is called once what Slack told is committed, or when it does not concern us. */
  handle(type: string, body: Json, ack: () => void): void {
    const { own, deps } = this.#parts
    const received = readEnvelope(type, body, own)
    if (received.length === 0) ack()
    if (received.length === 0 || this.#inHand >= mostInHand) return
    this.#inHand++
    void Promise.all(received.map((one) => this.#intake.take(one)))
      .then((taken) => {
        if (taken.every(Boolean)) ack()
      })
      .catch((error: unknown) => deps.log.warn({ err: error }, 'something Slack told could not be worked off'))
      .finally(() => this.#inHand--)
  }

  /** Asks what can be asked. Never rejects. */
  async identify(chat: SlackChat): Promise<void> {
    const { commit, deps } = this.#parts
    const user = await this.people.lookUp(chat.user, chat.team)
    const id: RemoteChatId = chatId(chat)
    deps.log.debug({ chat: id }, 'asked who somebody on Slack is')
    void this.presence.ask(chat)
    if (await commit({ type: 'profile', chat: id, facts: user.facts })) await commit({ type: 'identified', chat: id })
  }

  end(): void {
    this.home.end()
    this.presence.end()
    this.status.end()
  }
}
