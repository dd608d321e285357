import type { RemoteChatId } from '../../core/ids.ts'
import { fact, type NetworkInbox, type RemoteEvent, type RemoteSender } from '../../ports/network.ts'
import {
  type IdentityRules,
  isSamePerson,
  type Judgement,
  judge,
  maybeSame,
  type Seen,
  samePlace,
  sharedHosts,
} from './identity.ts'
import { accountChat, accountKey, type IrcAddress, maskChat, printAddress, showPrefix } from './ids.ts'
import { stripFormatting } from './parse-formatting.ts'
import { type Known, Roster } from './roster.ts'
import type { IrcDeps, IrcSettings } from './settings.ts'

type Body<E> = E extends unknown ? Omit<E, 'network' | 'at'> : never
/** An event before it has its time and network. */
export type EventBody = Body<RemoteEvent>

/** Asks the server who somebody is. */
export type Inquiry = (nick: string) => Promise<IrcAddress | undefined>

/** The people behind the chats: who they are, whether they are still there, and what the core must know of it. */
export class People {
  readonly roster = new Roster()
  /** What the programs of people said they are, to know whether they have changed; over connections. */
  readonly programs = new Map<RemoteChatId, string>()
  /** Called when somebody is vouched for again: their program may be another. */
  onReturn: (chat: RemoteChatId) => void = () => {}
  /** Counts connections: nobody can be vouched for across two of them. */
  connection = 0
  readonly commit: (event: EventBody) => Promise<void>
  readonly #settings: IrcSettings
  readonly #deps: IrcDeps
  readonly #inbox: NetworkInbox
  readonly #isShared: (host: string) => boolean
  /** One after another for each nick, so that what a person does keeps its order. */
  readonly #lanes = new Map<string, Promise<void>>()
  #suffixes = 0

  constructor(settings: IrcSettings, deps: IrcDeps, inbox: NetworkInbox, commit: (event: EventBody) => Promise<void>) {
    this.#settings = settings
    this.#deps = deps
    this.#inbox = inbox
    this.#isShared = sharedHosts(settings.sharedHosts)
    this.commit = commit
  }

  get rules(): IdentityRules {
    return { mapping: this.roster.mapping, isShared: this.#isShared }
  }

  /** Runs `work` behind everything else that concerns this nick. */
  inOrder(nick: string, work: () => Promise<void>): Promise<void> {
    const key = nick.toLowerCase()
    const done = (this.#lanes.get(key) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      this.#deps.log.warn({ err: error }, 'something about a person on IRC could not be worked off')
    })
    this.#lanes.set(key, done)
    return done.finally(() => {
      if (this.#lanes.get(key) === done) this.#lanes.delete(key)
    })
  }

  /**
   * The person who wrote this, vouched for from now on. `isWatched`: when they wrote it, nobody could have taken the nick
   * unnoticed. `inquire` is used where only their real name can tell.
   */
  async recognise(seen: Seen, isWatched: boolean, inquire: Inquiry): Promise<Known> {
    const connection = this.connection
    const { account } = seen
    const ofAccount = account === undefined ? undefined : await this.#chatOf(account)
    const known = { holder: this.roster.holder(seen.nick), isWatched, gone: this.roster.gone(seen), ofAccount }
    const { judgement, displaced } = judge(seen, known, this.rules)
    if (displaced) await this.leave(displaced.chat, 'Somebody else has the nick now.')
    const { chat, realName } = await this.#settle(judgement, seen, inquire)
    const before = this.roster.get(chat)
    const wasAway = before !== undefined && !before.here && before.open
    const person = { ...before, ...seen, ...(realName === undefined ? {} : { realName }), chat, open: true }
    const here = connection === this.connection
    this.roster.put({ ...person, here })
    if (wasAway && here) await this.#returned(chat, this.sender(person))
    return { ...person, here }
  }

  /** The person is not there any more, or not known to be: nothing may be sent to them until they are checked. */
  async leave(chat: RemoteChatId, reason: string): Promise<void> {
    const person = this.roster.get(chat)
    if (!person?.here) return
    if (!person.open) return this.roster.delete(chat)
    this.roster.put({ ...person, here: false })
    await this.commit({ type: 'left', chat, reason })
  }

  /** Nobody is vouched for across two connections. Conversations that ended are forgotten with it. */
  async leaveAll(reason: string): Promise<void> {
    this.connection++
    await Promise.all(this.roster.all().map(({ nick, chat }) => this.inOrder(nick, () => this.leave(chat, reason))))
  }

  /** Looks whether a person who left is back under their nick; `found` is who has it. True when they are vouched for again. */
  async check(chat: RemoteChatId, found: IrcAddress | undefined, connection: number): Promise<boolean> {
    const person = this.roster.get(chat)
    if (!person || person.here) return person !== undefined
    if (!found || connection !== this.connection || !isSamePerson(person, found, this.rules)) return false
    const { nick, user, host, realName, account } = { ...person, ...found }
    const holder = this.roster.holder(nick)
    // One person may have two chats, when they wrote before we had learned enough to know them again.
    if (holder && samePlace(holder, found, this.rules)) return false
    if (holder) await this.leave(holder.chat, 'Somebody else has the nick now.')
    const back: Known = { ...person, nick, user, host, ...optional({ realName, account }), here: true }
    this.roster.put(back)
    await this.#returned(chat, this.sender(back))
    return true
  }

  async #returned(chat: RemoteChatId, sender: RemoteSender): Promise<void> {
    await this.commit({ type: 'returned', sender })
    this.onReturn(chat)
  }

  /** The end of the conversation. The person stays known for what is still on its way to them. */
  forget(chat: RemoteChatId): void {
    const person = this.roster.get(chat)
    this.programs.delete(chat)
    if (person) this.roster.put({ ...person, open: false })
  }

  /** A person whose conversation is open but whom we have not seen in this run. */
  adopt(chat: RemoteChatId, address: IrcAddress): void {
    if (!this.roster.get(chat)) this.roster.put({ ...address, chat, here: false, open: true })
  }

  /** Takes in what was learned of a person who is here without a break. */
  update(chat: RemoteChatId, learned: Partial<IrcAddress>): Known | undefined {
    const person = this.roster.get(chat)
    if (!person) return undefined
    const updated = { ...person, ...learned }
    this.roster.put(updated)
    return updated
  }

  /** What they say of their absence; empty when they are here. */
  showed(chat: RemoteChatId, away: string): void {
    const text = stripFormatting(away).trim()
    this.#inbox.presence(chat, away === '' ? { state: 'here' } : { state: 'away', ...(text === '' ? {} : { text }) })
  }

  sender(person: Known | Omit<Known, 'here'>): RemoteSender {
    const { chat, nick, account } = person
    const same = maybeSame(person, this.rules)
    const at = this.#deps.clock.now()
    return {
      chat,
      contact: this.#settings.contact.id,
      customer: { name: nick, address: showPrefix(person), ...optional({ account }) },
      address: printAddress(person),
      identities: account === undefined ? [] : [accountKey(account, this.roster.mapping)],
      ...(same === undefined ? {} : { maybeSame: same }),
      facts: {
        host: fact(person.host, 'IRC address', at, 'observed'),
        ...(account === undefined ? {} : { account: fact(account, 'services account', at, 'observed') }),
      },
    }
  }

  async #chatOf(account: string): Promise<RemoteChatId | undefined> {
    return this.roster.chatOfAccount(account) ?? this.#inbox.chatByIdentity(accountKey(account, this.roster.mapping))
  }

  async #settle(judgement: Judgement, seen: Seen, inquire: Inquiry): Promise<Pick<Known, 'chat' | 'realName'>> {
    if (judgement.type === 'opens') return { chat: this.#newChat(seen) }
    if (judgement.type !== 'check') return { chat: judgement.chat }
    const { person } = judgement
    const found = await inquire(seen.nick)
    if (found && isSamePerson(person, found, this.rules)) return { chat: person.chat }
    return { chat: this.#newChat(seen), ...optional({ realName: found?.realName }) }
  }

  /** Behind a shared host, and where somebody else left with the same address, the address alone is no name. */
  #newChat(seen: Seen): RemoteChatId {
    const { mapping } = this.roster
    const plain = seen.account === undefined ? maskChat(seen, mapping) : accountChat(seen.account, mapping)
    const isAmbiguous = seen.account === undefined && this.#isShared(seen.host)
    if (!isAmbiguous && !this.roster.get(plain)) return plain
    const unique = `${this.#deps.clock.now().toString(36)}-${++this.#suffixes}`
    return maskChat(seen, mapping, unique)
  }
}

function optional<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
