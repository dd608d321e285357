import type { RemoteMessageId } from '../../core/ids.ts'
import type { Announcer } from './announcer.ts'
import { contactAt } from './answers.ts'
import { readCaps } from './caps.ts'
import type { Chat } from './chat.ts'
import { type Element, element } from './element.ts'
import type { Identification } from './identify.ts'
import { bareOf, type Jid } from './jid.ts'
import type { MessageIds } from './message-ids.ts'
import { ns } from './namespaces.ts'
import type { People } from './people.ts'
import type { Presences } from './presences.ts'
import type { Write } from './questions.ts'
import { readPresence } from './read-presence.ts'
import type { XmppContact, XmppSettings } from './settings.ts'
import type { Signals } from './signals.ts'
import type { Watchers } from './watchers.ts'

export interface VisitorsParts {
  readonly settings: XmppSettings
  readonly people: People
  readonly ids: MessageIds
  readonly signals: Signals
  readonly watchers: Watchers
  readonly presences: Presences
  readonly announcer: Announcer
  readonly identification: Identification
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
      for (const { contact } of people.openChatsOf(jid).slice(0, 1)) this.#probe(jid, contact)
    }
  }

  /** A conversation has begun: how is its customer? Who watches us let us see them too, as far as they agreed. */
  opened({ id, jid, contact }: Chat): void {
    const { people, presences, signals, watchers } = this.#parts
    const presence = presences.presenceOf(jid)
    if (presence) signals.presence(id, presence)
    else if (!people.isSeen(jid) && watchers.has(jid, { local: contact })) this.#probe(jid, contact)
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
        void this.#parts.people.inOrder(jid, () => this.#accept(from, contact))
        break
      case 'subscribed':
        this.#parts.people.see(jid, true)
        break
      case 'unsubscribed':
        this.#cannotSee(jid)
        break
      case 'unsubscribe':
        void this.#parts.people.inOrder(jid, () => this.#dismiss(jid, contact))
        break
      case 'probe':
        void this.#parts.people.inOrder(jid, () => this.#show(jid, contact))
        break
    }
  }

  /** Everybody may see how the desk stands; we ask back, so that we see whether they are there. */
  async #accept(from: Jid, contact: XmppContact): Promise<void> {
    const { announcer, people, watchers } = this.#parts
    const jid = bareOf(from)
    if (!watchers.has(jid, contact)) {
      if (watchers.isFull(contact)) return this.#send('unsubscribed', jid, contact.local)
      if (!(await this.#greet(from, contact)) || !(await watchers.add(jid, contact))) return
    }
    this.#send('subscribed', jid, contact.local)
    if (!people.isSeen(jid)) this.#send('subscribe', jid, contact.local)
    announcer.tell(jid, contact)
  }

  /** Once for each subscription: before it is kept, so that nobody is missed, and a repeat finds the conversation open. */
  async #greet({ local, domain }: Jid, contact: XmppContact): Promise<boolean> {
    const { people, ids } = this.#parts
    if (local === '' || contact.greetOn?.includes('subscribe') !== true) return true
    const chat = people.began(`${local}@${domain}`, contact.local)
    const remoteId: RemoteMessageId = await ids.received(chat.id, { from: chat.jid, text: '' })
    return people.commit({ type: 'started', sender: people.sender(chat), remoteId, occasion: 'subscribe' })
  }

  async #dismiss(jid: string, contact: XmppContact): Promise<void> {
    const { announcer, watchers } = this.#parts
    if (!(await watchers.remove(jid, contact))) return
    announcer.leave(jid, contact)
    this.#send('unsubscribed', jid, contact.local)
  }

  /** Their server asks because they watch us: if we did not know, we do now. */
  async #show(jid: string, contact: XmppContact): Promise<void> {
    const { announcer, watchers } = this.#parts
    if (!watchers.has(jid, contact) && !watchers.isFull(contact) && !(await watchers.add(jid, contact))) return
    announcer.tell(jid, contact)
  }

  /** Nothing will be seen of them any more, so that they count as there until a message comes back. */
  #cannotSee(jid: string): void {
    const { people } = this.#parts
    this.#probed.delete(jid)
    people.see(jid, false)
    void people.inOrder(jid, () => people.returned(jid))
  }

  #came(stanza: Element, from: Jid): void {
    const { people, presences, signals, identification } = this.#parts
    const jid = bareOf(from)
    if (this.#probed.delete(jid)) people.see(jid, true)
    presences.available(jid, from.resource, { caps: readCaps(stanza), presence: readPresence(stanza) })
    void people.inOrder(jid, async () => {
      people.unlock(jid)
      await people.returned(jid)
      for (const chat of people.openChatsOf(jid)) {
        const presence = presences.presenceOf(jid)
        if (presence) signals.presence(chat.id, presence)
        identification.sees(chat)
      }
    })
  }

  #went(from: Jid): void {
    const { people, presences, signals } = this.#parts
    const jid = bareOf(from)
    const wasProbed = this.#probed.delete(jid)
    if (from.resource === '' && !wasProbed && !presences.isOnline(jid)) return
    const isLast = presences.unavailable(jid, from.resource)
    void people.inOrder(jid, async () => {
      people.unlock(jid)
      for (const { id } of people.openChatsOf(jid)) {
        const presence = presences.presenceOf(jid)
        if (presence) signals.presence(id, presence)
        else signals.forget(id)
      }
      if (isLast) await people.left(jid, 'They went offline')
    })
  }

  #probe(jid: string, contact: string): void {
    this.#probed.add(jid)
    this.#send('probe', jid, contact)
  }

  #send(type: string, jid: string, contact: string): void {
    const { settings, write } = this.#parts
    write(element('presence', ns.component, { type, from: `${contact}@${settings.domain}`, to: jid }))
  }
}
