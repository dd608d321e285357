import type { RemoteChatId } from '../../core/ids.ts'
import type { Person } from './identity.ts'
import { accountKey, type CaseMapping, fold, type Prefix, showPrefix } from './ids.ts'

/** The people we know, by chat, by nick and by account. `open`: their conversation goes on. */
export interface Known extends Person {
  readonly open: boolean
}

const mostKept = 20_000

export class Roster {
  /** Changed only between connections, when the server says how it compares names. */
  mapping: CaseMapping = 'rfc1459'
  /** Called after every change. */
  onChange: () => void = () => {}
  readonly #byChat = new Map<RemoteChatId, Known>()
  readonly #here = new Map<string, RemoteChatId>()
  readonly #gone = new Map<string, RemoteChatId>()
  readonly #accounts = new Map<string, RemoteChatId>()

  get(chat: RemoteChatId): Known | undefined {
    return this.#byChat.get(chat)
  }

  all(): readonly Known[] {
    return [...this.#byChat.values()]
  }

  /** Who is here under this nick. */
  holder(nick: string): Known | undefined {
    return this.#find(this.#here, fold(nick, this.mapping))
  }

  /** Who left with exactly this prefix. */
  gone(prefix: Prefix): Known | undefined {
    return this.#find(this.#gone, fold(showPrefix(prefix), this.mapping))
  }

  /** Everybody with this nick, here or gone. */
  named(nick: string): readonly Known[] {
    const folded = fold(nick, this.mapping)
    return this.all().filter((person) => fold(person.nick, this.mapping) === folded)
  }

  chatOfAccount(account: string): RemoteChatId | undefined {
    return this.#accounts.get(accountKey(account, this.mapping))
  }

  put(person: Known): void {
    this.#remove(person.chat)
    this.#byChat.set(person.chat, person)
    this.#prune()
    if (person.here) this.#here.set(fold(person.nick, this.mapping), person.chat)
    else this.#gone.set(fold(showPrefix(person), this.mapping), person.chat)
    if (person.account !== undefined) this.#accounts.set(accountKey(person.account, this.mapping), person.chat)
    this.onChange()
  }

  delete(chat: RemoteChatId): void {
    this.#remove(chat)
    this.onChange()
  }

  #remove(chat: RemoteChatId): void {
    const person = this.#byChat.get(chat)
    if (!person) return
    this.#byChat.delete(chat)
    const entries = [
      [this.#here, fold(person.nick, this.mapping)],
      [this.#gone, fold(showPrefix(person), this.mapping)],
    ] as const
    for (const [index, key] of entries) if (index.get(key) === chat) index.delete(key)
    if (person.account === undefined) return
    const key = accountKey(person.account, this.mapping)
    if (this.#accounts.get(key) === chat) this.#accounts.delete(key)
  }

  /** People who left are kept to know them again; those kept longest go first, and are found anew when somebody asks. */
  #prune(): void {
    if (this.#byChat.size <= mostKept) return
    for (const { chat, here } of this.#byChat.values()) {
      if (here) continue
      this.#remove(chat)
      return
    }
  }

  #find(index: ReadonlyMap<string, RemoteChatId>, key: string): Known | undefined {
    const chat = index.get(key)
    return chat === undefined ? undefined : this.#byChat.get(chat)
  }

  /** Must be called when `mapping` changed: all keys are folded anew. */
  rebuild(mapping: CaseMapping): void {
    const people = this.all()
    for (const { chat } of people) this.delete(chat)
    this.mapping = mapping
    for (const person of people) this.put(person)
  }
}
