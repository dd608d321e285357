import { say } from '../../core/text/say.ts'
import { contactAt, writeError } from './answers.ts'
import type { Arrival, Memory } from './arrival.ts'
import { dropOldest } from './bounded.ts'
import { type Chat, chatId } from './chat.ts'
import { type Deliveries, isAbsence, type Sending, wordsOf } from './deliver.ts'
import { childOf, type Element, element } from './element.ts'
import type { Identification } from './identify.ts'
import { bareOf, fullOf, type Jid } from './jid.ts'
import { ns } from './namespaces.ts'
import { deskAddress } from './own-info.ts'
import type { EventBody } from './people.ts'
import type { Write } from './questions.ts'
import { type Received, readMessage, type Written } from './read-message.ts'
import { has, readStanzaError, type StanzaError } from './refusal.ts'
import { takeConfirmation, takeReactions, takeRetraction, takeState } from './take-change.ts'
import { takeWritten } from './take-written.ts'

type Taken = Exclude<Received, { type: 'forged' }>

/** More than this in hand uncommitted, and we stop reading from the server until the store has caught up. */
const mostInHand = 5000
const mostTold = 10_000

export interface IntakeParts extends Memory {
  readonly deliveries: Deliveries
  readonly identification: Identification
  readonly write: Write
  /** Who was told what they are told once. */
  readonly told: Set<string>
  readonly setReading: (reading: boolean) => void
  /** A conversation has begun. */
  readonly opened: (chat: Chat) => void
}

/** Hands what people write to the core, in order for each person. */
export class Intake {
  readonly #parts: IntakeParts
  #inHand = 0

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  handle(stanza: Element, from: Jid, to: Jid): void {
    const { settings, write } = this.#parts
    if (stanza.attrs['type'] === 'error') this.#bounced(stanza, from)
    const received = readMessage(stanza)
    // Servers speak without a localpart: what they announce is no request of a person.
    if (!received || from.local === '') return
    const contact = contactAt(to, settings)
    if (!contact) writeError(stanza, 'item-not-found', write)
    else if (received.type === 'forged') writeError(stanza, 'not-acceptable', write)
    else {
      const chat = chatId(bareOf(from), contact.local)
      this.#inLane({ stanza, from, contact, chat, program: fullOf(from) }, received)
    }
  }

  #inLane(arrival: Arrival, received: Taken): void {
    if (++this.#inHand === mostInHand) this.#parts.setReading(false)
    void this.#parts.people
      .inOrder(bareOf(arrival.from), () => this.#take(arrival, received))
      .then(() => {
        if (--this.#inHand === mostInHand - 1) this.#parts.setReading(true)
      })
  }

  async #take(arrival: Arrival, received: Taken): Promise<void> {
    switch (received.type) {
      case 'message':
        await this.#takeWritten(arrival, received)
        break
      case 'encrypted':
        this.#tellOnce('write-unencrypted', arrival)
        break
      case 'retraction':
        await takeRetraction(received, arrival, this.#parts)
        break
      case 'reactions':
        await takeReactions(received, arrival, this.#parts)
        break
      case 'confirmation':
        takeConfirmation(received, arrival, this.#parts)
        break
      case 'state':
        takeState(received, arrival, this.#parts)
        break
    }
  }

  async #takeWritten(arrival: Arrival, written: Written): Promise<void> {
    const { people, signals, programs, identification, opened } = this.#parts
    const before = people.get(arrival.chat)
    if (has(arrival.stanza, ns.chatStates)) programs.shows(arrival.program, 'states')
    if (!(await takeWritten(written, arrival, this.#parts))) return
    this.#confirm(arrival.stanza)
    const chat = people.get(arrival.chat)
    if (!chat) return
    signals.typing(chat.id, false)
    if (!before) opened(chat)
    else if (before.lastFrom !== chat.lastFrom) identification.askAgain(chat)
  }

  /** Only once it is committed (XEP-0184 5). */
  #confirm(stanza: Element): void {
    const { id, from, to, type } = stanza.attrs
    if (!id || !childOf(stanza, 'request', ns.receipts)) return
    const receipt = element('received', ns.receipts, { id })
    this.#parts.write(element('message', ns.component, { from: to, to: from, type }, receipt))
  }

  #tellOnce(id: 'write-unencrypted', { chat, contact, program: to }: Arrival): void {
    const { settings, told, write } = this.#parts
    if (told.has(`${id} ${chat}`)) return
    told.add(`${id} ${chat}`)
    dropOldest(told, mostTold)
    const body = element('body', ns.component, {}, say(settings.language, id, {}))
    const from = deskAddress(contact.local, settings.domain)
    write(element('message', ns.component, { type: 'chat', from, to }, body))
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

function undelivered({ chat, key, excerpt, from }: Sending, error: StanzaError): EventBody {
  return { type: 'undelivered', chat, key, excerpt, from, text: wordsOf(error) }
}
