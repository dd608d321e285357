import type { ContactState } from '../../ports/network.ts'
import { type Element, element } from './element.ts'
import { ns } from './namespaces.ts'
import { deskAddress, ownCaps } from './own-info.ts'
import type { Write } from './questions.ts'
import type { XmppContact, XmppDeps, XmppSettings } from './settings.ts'

const atMostEveryMs = 30_000
const longestStatus = 500
/** Of each contact: anybody may ask. */
const mostWatchers = 50_000

/** Who wants to see how the desk stands, and what they see: presence with a status, on change only and not too often. */
export class Announcer {
  readonly #settings: XmppSettings
  readonly #deps: XmppDeps
  /** Bare addresses by the localpart of the contact they watch. */
  readonly #watchers = new Map<string, Set<string>>()
  /** By the id of the contact. */
  readonly #states = new Map<string, { readonly text: string; readonly open: boolean }>()
  #shown = ''
  #write: Write | undefined
  #timer: NodeJS.Timeout | undefined
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(settings: XmppSettings, deps: XmppDeps) {
    this.#settings = settings
    this.#deps = deps
  }

  set({ contact, text, open }: ContactState): void {
    this.#states.set(contact, { text: text.replace(/\s+/g, ' ').trim().slice(0, longestStatus), open })
    this.#publish()
  }

  /** A new connection: whoever watched is told anew. */
  start(write: Write): void {
    this.#write = write
    this.#tellAll()
  }

  stop(): void {
    this.#write = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** From now on they are told; at once how it stands. */
  watch(jid: string, contact: XmppContact): void {
    const watchers = (this.#watchers.get(contact.local) ?? new Set()).add(jid)
    const [first] = watchers.size > mostWatchers ? watchers : []
    if (first !== undefined) watchers.delete(first)
    this.#watchers.set(contact.local, watchers)
    this.#tell(jid, contact)
  }

  unwatch(jid: string, contact: XmppContact): void {
    this.#watchers.get(contact.local)?.delete(jid)
  }

  /** Before we leave: a server does not say it for a component. */
  goodbye(): void {
    this.#eachWatcher((jid, { local }) => {
      const attrs = { type: 'unavailable', from: deskAddress(local, this.#settings.domain), to: jid }
      this.#write?.(element('presence', ns.component, attrs))
    })
  }

  #publish(): void {
    if (!this.#write || this.#timer || this.#shown === this.#print()) return
    const waitMs = this.#lastAt + atMostEveryMs - this.#deps.clock.now()
    if (waitMs <= 0) {
      this.#tellAll()
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#publish()
    }, waitMs)
    this.#timer.unref()
  }

  #tellAll(): void {
    this.#shown = this.#print()
    this.#lastAt = this.#deps.clock.now()
    this.#eachWatcher((jid, contact) => this.#tell(jid, contact))
  }

  #tell(jid: string, contact: XmppContact): void {
    const from = deskAddress(contact.local, this.#settings.domain)
    this.#write?.(element('presence', ns.component, { from, to: jid }, ...this.#content(contact)))
  }

  /** Nobody there: extended away, because messages are taken all the same. */
  #content(contact: XmppContact): readonly Element[] {
    const { text, open } = this.#states.get(contact.id) ?? { text: '', open: true }
    const lang = { 'xml:lang': this.#settings.language }
    return [
      ...(open ? [] : [element('show', ns.component, {}, 'xa')]),
      ...(text === '' ? [] : [element('status', ns.component, lang, text)]),
      ownCaps(contact),
    ]
  }

  #print(): string {
    return JSON.stringify([...this.#states])
  }

  #eachWatcher(act: (jid: string, contact: XmppContact) => void): void {
    for (const contact of this.#settings.contacts) {
      for (const jid of this.#watchers.get(contact.local) ?? []) act(jid, contact)
    }
  }
}
