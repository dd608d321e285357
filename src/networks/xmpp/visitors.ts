import type { Announcer } from './announcer.ts'
import { contactAt } from './answers.ts'
import { readCaps } from './caps.ts'
import { type Element, element } from './element.ts'
import { bareOf, type Jid } from './jid.ts'
import { ns } from './namespaces.ts'
import type { People } from './people.ts'
import type { Presences } from './presences.ts'
import type { Write } from './questions.ts'
import type { XmppContact, XmppSettings } from './settings.ts'

export interface VisitorsParts {
  readonly settings: XmppSettings
  readonly people: People
  readonly presences: Presences
  readonly announcer: Announcer
  readonly write: Write
}

/** Presence, both ways (RFC 6121 3 and 4): who may see us, and whom we see come and go. */
export class Visitors {
  readonly #parts: VisitorsParts
  /** Whose servers were asked; only then `unavailable` of an account means that nobody is there. */
  readonly #probed = new Set<string>()

  constructor(parts: VisitorsParts) {
    this.#parts = parts
  }

  /** Asks whether those with an open conversation are there, where we may see it. */
  probeAll(): void {
    const { people } = this.#parts
    for (const jid of people.jids().filter((one) => people.isSeen(one))) {
      for (const { contact } of people.openChatsOf(jid).slice(0, 1)) {
        this.#probed.add(jid)
        this.#send('probe', jid, contact)
      }
    }
  }

  handle(stanza: Element, from: Jid, to: Jid): void {
    const contact = contactAt(to, this.#parts.settings)
    if (!contact) return
    const jid = bareOf(from)
    switch (stanza.attrs['type']) {
      case undefined:
        this.#came(stanza, from)
        break
      case 'unavailable':
        this.#went(from)
        break
      case 'subscribe':
        this.#accept(jid, contact)
        break
      case 'subscribed':
        this.#parts.people.see(jid, true)
        break
      case 'unsubscribed':
        this.#cannotSee(jid)
        break
      case 'unsubscribe':
        this.#parts.announcer.unwatch(jid, contact)
        this.#send('unsubscribed', jid, contact.local)
        break
      case 'probe':
        this.#parts.announcer.watch(jid, contact)
        break
    }
  }

  /** Everybody may see how the desk stands; we ask back, so that we see whether they are there. */
  #accept(jid: string, contact: XmppContact): void {
    const { announcer, people } = this.#parts
    this.#send('subscribed', jid, contact.local)
    if (!people.isSeen(jid)) this.#send('subscribe', jid, contact.local)
    announcer.watch(jid, contact)
  }

  /** Nothing will be seen of them any more, so that they count as there until a message comes back. */
  #cannotSee(jid: string): void {
    const { people } = this.#parts
    this.#probed.delete(jid)
    people.see(jid, false)
    void people.inOrder(jid, () => people.returned(jid))
  }

  #came(stanza: Element, from: Jid): void {
    const { people, presences } = this.#parts
    const jid = bareOf(from)
    this.#probed.delete(jid)
    presences.available(jid, from.resource, readCaps(stanza))
    void people.inOrder(jid, () => {
      people.unlock(jid)
      return people.returned(jid)
    })
  }

  #went(from: Jid): void {
    const { people, presences } = this.#parts
    const jid = bareOf(from)
    const wasProbed = this.#probed.delete(jid)
    if (from.resource === '' && !wasProbed && !presences.isOnline(jid)) return
    const isLast = presences.unavailable(jid, from.resource)
    void people.inOrder(jid, async () => {
      people.unlock(jid)
      if (isLast) await people.left(jid, 'They went offline')
    })
  }

  #send(type: string, jid: string, contact: string): void {
    const { settings, write } = this.#parts
    write(element('presence', ns.component, { type, from: `${contact}@${settings.domain}`, to: jid }))
  }
}
