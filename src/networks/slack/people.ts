import type { RemoteChatId } from '../../core/ids.ts'
import type { RemoteEvent, RemoteSender } from '../../ports/network.ts'
import type { SlackApi } from './api.ts'
import { chatId, parseAddress, printAddress, type SlackChat } from './ids.ts'
import { objectOf } from './json.ts'
import type { SlackDeps, SlackSettings } from './settings.ts'
import { readUser, type SlackUser, unknownUser } from './user.ts'

type Body<E> = E extends unknown ? Omit<E, 'network' | 'at'> : never
/** An event before it has its time and network. */
export type EventBody = Body<RemoteEvent>

/** What Slack said of somebody holds so long. */
const freshMs = 60 * 60_000
const mostUsers = 20_000
/** Slack waits 3 s for our acknowledgement, which comes after this. */
const patienceMs = 1500

interface Known {
  readonly user: SlackUser
  readonly at: number
}

/** Who writes: their chats, and what Slack says of them. */
export class People {
  readonly #settings: SlackSettings
  readonly #deps: SlackDeps
  readonly #api: SlackApi
  readonly #chats = new Map<RemoteChatId, SlackChat>()
  readonly #users = new Map<string, Known>()
  readonly #asked = new Map<string, Promise<SlackUser>>()
  /** One after another for each person, so that what they do keeps its order. */
  readonly #lanes = new Map<string, Promise<unknown>>()

  constructor(settings: SlackSettings, deps: SlackDeps, api: SlackApi) {
    this.#settings = settings
    this.#deps = deps
    this.#api = api
  }

  /** Runs `work` behind everything else that concerns this person. */
  inOrder<T>(user: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#lanes.get(user) ?? Promise.resolve()).then(work, work)
    const settled = done.catch(() => undefined)
    this.#lanes.set(user, settled)
    void settled.then(() => {
      if (this.#lanes.get(user) === settled) this.#lanes.delete(user)
    })
    return done
  }

  /** A chat whose conversation is open but that we have not seen in this run. */
  adopt(address: string): void {
    const chat = parseAddress(address)
    if (chat) this.#chats.set(chatId(chat), chat)
    else this.#deps.log.warn({ address }, 'the address kept with a chat cannot be read')
  }

  get(chat: RemoteChatId): SlackChat | undefined {
    return this.#chats.get(chat)
  }

  keep(chat: SlackChat): void {
    this.#chats.set(chatId(chat), chat)
  }

  forget(chat: RemoteChatId): void {
    this.#chats.delete(chat)
  }

  openChats(): readonly SlackChat[] {
    return [...this.#chats.values()]
  }

  channelOf(user: string): string | undefined {
    return this.openChats().find((chat) => chat.user === user)?.channel
  }

  /** How somebody is called, as far as we know without asking. */
  nameOf(user: string): string {
    return this.#users.get(user)?.user.name ?? user
  }

  /** Waits for Slack's answer a moment at most; without it there is only the id. */
  async lookUp(id: string, team: string): Promise<SlackUser> {
    const known = this.#users.get(id)
    if (known && this.#deps.clock.now() - known.at < freshMs) return known.user
    const asked = this.#asked.get(id) ?? this.#ask(id, team)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patienceMs)
    })
    const user = await Promise.race([asked, late])
    clearTimeout(timer)
    return user ?? known?.user ?? unknownUser(id, team, this.#deps.clock.now())
  }

  sender(chat: SlackChat, user: SlackUser): RemoteSender {
    return {
      chat: chatId(chat),
      contact: this.#settings.contact.id,
      customer: { name: user.name, account: user.id, address: user.address },
      address: printAddress(chat),
      identities: [`slack:${user.home}/${user.id}`],
      facts: user.facts,
      // Slack says with each event who did it.
      vouched: true,
    }
  }

  /** Never rejects: who cannot be asked about is known by their id. */
  #ask(id: string, team: string): Promise<SlackUser> {
    const asked = this.#api
      .call('users.info', { user: id, include_locale: true })
      .then(({ user }) => this.#learn(readUser(objectOf(user), id, team, this.#deps.clock.now())))
      .catch((error: unknown) => {
        this.#deps.log.warn({ err: error, user: id }, 'Slack does not tell who somebody is')
        return unknownUser(id, team, this.#deps.clock.now())
      })
      .finally(() => this.#asked.delete(id))
    this.#asked.set(id, asked)
    return asked
  }

  #learn(user: SlackUser): SlackUser {
    this.#users.set(user.id, { user, at: this.#deps.clock.now() })
    const [oldest] = this.#users.size > mostUsers ? this.#users.keys() : []
    if (oldest !== undefined) this.#users.delete(oldest)
    return user
  }
}
