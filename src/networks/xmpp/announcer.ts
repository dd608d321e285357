import type { ContactId } from '../../core/ids.ts'
import type { ContactState } from '../../ports/network.ts'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import { deskAddress } from './own-info.ts'
import { ownPresence } from './own-presence.ts'
import type { Write } from './questions.ts'
import { defaultStatusEveryMs, type XmppContact, type XmppDeps, type XmppSettings } from './settings.ts'
import type { Watchers } from './watchers.ts'

/** What those who watch a contact were told last, and when. */
interface Told {
  readonly print: string
  readonly at: number
}

/** Where presence goes to. */
interface Audience {
  readonly write: Write
  readonly watchers: Watchers
}

/** Shows how our contacts stand: presence with a status, of each on change only and not too often. */
export class Announcer {
  readonly #settings: XmppSettings
  readonly #deps: XmppDeps
  readonly #states = new Map<ContactId, ContactState>()
  readonly #told = new Map<ContactId, Told>()
  #audience: Audience | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(settings: XmppSettings, deps: XmppDeps) {
    this.#settings = settings
    this.#deps = deps
  }

  set(state: ContactState): void {
    this.#states.set(state.contact, state)
    this.#publish()
  }

  /** A new connection: whoever watches is told anew. */
  start(audience: Audience): void {
    this.#audience = audience
    this.#told.clear()
    this.#publish()
  }

  stop(): void {
    this.#audience = undefined
    clearTimeout(this.#timer)
  }

  /** One person who asked. */
  tell(jid: string, contact: XmppContact): void {
    this.#show(jid, contact, this.#content(contact))
  }

  /** A server does not say it for a component. */
  goodbye(): void {
    for (const contact of this.#settings.contacts) {
      for (const jid of this.#audience?.watchers.of(contact) ?? []) this.leave(jid, contact)
    }
  }

  /** They see us no more. */
  leave(jid: string, contact: XmppContact): void {
    this.#show(jid, contact, [], 'unavailable')
  }

  #publish(): void {
    if (!this.#audience) return
    clearTimeout(this.#timer)
    const now = this.#deps.clock.now()
    const waits = this.#settings.contacts.map((contact) => this.#publishOne(contact, now))
    const soonest = Math.min(...waits)
    if (soonest === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#publish(), soonest).unref()
  }

  /** How long this contact has to wait with what has changed; for ever where nothing has. */
  #publishOne(contact: XmppContact, now: number): number {
    const content = this.#content(contact)
    const print = JSON.stringify(content)
    const told = this.#told.get(contact.id)
    if (told?.print === print) return Number.POSITIVE_INFINITY
    const waitMs = told ? told.at + (this.#settings.statusEveryMs ?? defaultStatusEveryMs) - now : 0
    if (waitMs > 0) return waitMs
    this.#told.set(contact.id, { print, at: now })
    for (const jid of this.#audience?.watchers.of(contact) ?? []) this.#show(jid, contact, content)
    return Number.POSITIVE_INFINITY
  }

  #content(contact: XmppContact): readonly Element[] {
    return ownPresence(contact, this.#states.get(contact.id), this.#settings)
  }

  #show(jid: string, { local }: XmppContact, content: readonly Element[], type?: string): void {
    const from = deskAddress(local, this.#settings.domain)
    this.#audience?.write(element('presence', ns.component, { type, from, to: jid }, ...content))
  }
}
