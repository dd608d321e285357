import type { RemoteMessageId } from '../../core/ids.ts'
import { contactAt, writeError } from './answers.ts'
import { type Deliveries, isAbsence, type Taken, wordsOf } from './deliver.ts'
import { type Element, element } from './element.ts'
import type { Identification } from './identify.ts'
import { bareOf, type Jid } from './jid.ts'
import { ns } from './namespaces.ts'
import { deskAddress } from './own-info.ts'
import type { EventBody, People } from './people.ts'
import type { Write } from './questions.ts'
import { factsOf, type Received, readMessage } from './read-message.ts'
import { readStanzaError, type StanzaError } from './refusal.ts'
import { defaultEncryptedText, type XmppContact, type XmppDeps, type XmppSettings } from './settings.ts'

type Written = Extract<Received, { type: 'message' }>

/** More than this in hand uncommitted, and we stop reading from the server until the store has caught up. */
const mostInHand = 5000
const mostTold = 10_000

export interface IntakeParts {
  readonly settings: XmppSettings
  readonly deps: XmppDeps
  readonly people: People
  readonly deliveries: Deliveries
  readonly identification: Identification
  readonly write: Write
  /** Never the same twice, over restarts too. */
  readonly uniqueId: () => string
  readonly setReading: (reading: boolean) => void
}

/** Hands what people write to the core, in order for each person. */
export class Intake {
  readonly #parts: IntakeParts
  /** Who was told that we cannot read what is encrypted. */
  readonly #told = new Set<string>()
  #inHand = 0

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  handle(stanza: Element, from: Jid, to: Jid): void {
    const { settings, people, write } = this.#parts
    if (stanza.attrs['type'] === 'error') this.#bounced(stanza, from)
    const received = readMessage(stanza)
    // Servers speak without a localpart: what they announce is no request of a person.
    if (!received || from.local === '') return
    const contact = contactAt(to, settings)
    if (!contact) writeError(stanza, 'item-not-found', write)
    else if (received.type === 'message') this.#take(received, stanza, from, contact)
    else if (received.type === 'encrypted') this.#tellUnreadable(stanza, bareOf(from), contact)
    else people.unlock(bareOf(from))
  }

  #take(received: Written, stanza: Element, from: Jid, contact: XmppContact): void {
    if (++this.#inHand === mostInHand) this.#parts.setReading(false)
    void this.#parts.people
      .inOrder(bareOf(from), () => this.#submit(received, stanza, from, contact))
      .then(() => {
        if (--this.#inHand === mostInHand - 1) this.#parts.setReading(true)
      })
  }

  async #submit(received: Written, stanza: Element, from: Jid, { local }: XmppContact): Promise<void> {
    const { people, deps, uniqueId } = this.#parts
    if (received.isDelayed && !people.openChatsOf(bareOf(from)).some(({ contact }) => contact === local)) {
      deps.log.info({ from: stanza.attrs['from'] }, 'a message that lay somewhere opens no conversation')
      return
    }
    const before = people.openChatsOf(bareOf(from)).find(({ contact }) => contact === local)
    const chat = people.wrote(from, local)
    const id = received.digest ?? uniqueId()
    for (const [index, message] of received.pieces.entries()) {
      const remoteId = (index === 0 ? id : `${id}#${index}`) as RemoteMessageId
      const sender = people.sender(chat, factsOf(stanza, deps.clock.now()))
      if (!(await people.commit({ type: 'message', sender, remoteId, message }))) return
    }
    if (received.receiptFor !== undefined) this.#confirm(stanza, received.receiptFor)
    if (before && before.lastFrom !== chat.lastFrom) this.#askAgain(chat.id)
  }

  /** They go on with another program. */
  #askAgain(id: Parameters<People['get']>[0]): void {
    const { identification, people } = this.#parts
    const chat = people.get(id)
    if (chat && identification.wasAsked(id)) identification.ask(chat)
  }

  /** Only once it is committed (XEP-0184 5). */
  #confirm({ attrs }: Element, id: string): void {
    const { from, to } = attrs
    const receipt = element('received', ns.receipts, { id })
    this.#parts.write(element('message', ns.component, { from: to, to: from, type: attrs['type'] }, receipt))
  }

  #tellUnreadable({ attrs }: Element, jid: string, { local }: XmppContact): void {
    const { settings, write } = this.#parts
    if (this.#told.has(jid)) return
    if (this.#told.size > mostTold) this.#told.clear()
    this.#told.add(jid)
    const body = element('body', ns.component, {}, settings.encryptedText ?? defaultEncryptedText)
    const from = deskAddress(local, settings.domain)
    write(element('message', ns.component, { type: 'chat', from, to: attrs['from'] }, body))
  }

  /** Something of ours came back. Whose server answered is all that counts: it may do so for the account or for one program. */
  #bounced(stanza: Element, from: Jid): void {
    const { deliveries, people, deps } = this.#parts
    const { id } = stanza.attrs
    const jid = bareOf(from)
    const error = readStanzaError(stanza)
    if (id === undefined) return
    const isUnderWay = deliveries.refused(id, jid, error)
    const taken = isUnderWay ? undefined : deliveries.cameBack(id, jid)
    deps.log.info({ jid, condition: error.condition, isUnderWay }, 'a message came back')
    if (!isUnderWay && !taken) return
    void people.inOrder(jid, async () => {
      if (taken) await people.commit(undelivered(taken, error))
      if (isAbsence(error)) await people.left(jid, 'They cannot be reached now')
    })
  }
}

function undelivered({ chat, key, excerpt, from }: Taken, error: StanzaError): EventBody {
  return { type: 'undelivered', chat, key, excerpt, from, text: wordsOf(error) }
}
