import type { Watcher } from '../../ports/network.ts'
import type { XmppContact, XmppSettings } from './settings.ts'

/** Of each contact: anybody may ask. */
const mostWatchers = 50_000

/** Where they are kept. Each answers false when the program is ending and it was not done. */
export interface WatcherStore {
  keep(watcher: Watcher): Promise<boolean>
  drop(watcher: Watcher): Promise<boolean>
}

/** Who may see how our contacts stand (RFC 6121 3): kept over restarts, since their servers ask only once. */
export class Watchers {
  readonly #store: WatcherStore
  readonly #settings: XmppSettings
  /** Bare addresses by the localpart of the contact they watch. */
  readonly #all = new Map<string, Set<string>>()

  constructor(settings: XmppSettings, store: WatcherStore) {
    this.#settings = settings
    this.#store = store
  }

  load(kept: readonly Watcher[]): void {
    for (const { contact, address } of kept) {
      const found = this.#settings.contacts.find(({ id }) => id === contact)
      if (found) this.#setOf(found.local).add(address)
    }
  }

  of({ local }: XmppContact): Iterable<string> {
    return this.#all.get(local) ?? []
  }

  has(jid: string, { local }: Pick<XmppContact, 'local'>): boolean {
    return this.#all.get(local)?.has(jid) === true
  }

  isFull({ local }: XmppContact): boolean {
    return this.#setOf(local).size >= mostWatchers
  }

  /** False when the program is ending: then they have to ask again. */
  async add(jid: string, contact: XmppContact): Promise<boolean> {
    const isKept = await this.#store.keep({ contact: contact.id, address: jid })
    if (isKept) this.#setOf(contact.local).add(jid)
    return isKept
  }

  async remove(jid: string, contact: XmppContact): Promise<boolean> {
    this.#setOf(contact.local).delete(jid)
    return this.#store.drop({ contact: contact.id, address: jid })
  }

  #setOf(local: string): Set<string> {
    const found = this.#all.get(local) ?? new Set()
    this.#all.set(local, found)
    return found
  }
}
