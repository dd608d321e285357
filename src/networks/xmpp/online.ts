import type { Announcer } from './announcer.ts'
import { answerQuestion, writeError } from './answers.ts'
import type { Memory } from './arrival.ts'
import type { ComponentStream } from './component-stream.ts'
import { Confirmations } from './confirmations.ts'
import { Deliveries, type Taken } from './deliver.ts'
import type { Element } from './element.ts'
import { Identification } from './identify.ts'
import { Intake } from './intake.ts'
import { type Jid, parseJid } from './jid.ts'
import { ns } from './namespaces.ts'
import { Outbox } from './outbox.ts'
import { Presences } from './presences.ts'
import { Questions } from './questions.ts'
import { defaultKeepAliveMs } from './settings.ts'
import { Visitors } from './visitors.ts'
import type { Watchers } from './watchers.ts'

export interface OnlineParts extends Memory {
  readonly watchers: Watchers
  readonly announcer: Announcer
  readonly told: Set<string>
  readonly taken: Taken
  readonly stream: ComponentStream
}

/** We are connected: listens and sends until `end`. */
export class Online {
  readonly identification: Identification
  readonly outbox: Outbox
  readonly #parts: OnlineParts
  readonly #questions: Questions
  readonly #confirmations: Confirmations
  readonly #deliveries: Deliveries
  readonly #visitors: Visitors
  readonly #intake: Intake
  #isLeaving = false

  constructor(parts: OnlineParts) {
    const { settings, announcer, stream, watchers } = parts
    const write = (stanza: Element) => stream.write(stanza)
    const presences = new Presences()
    this.#parts = parts
    this.#questions = new Questions(write)
    const patienceMs = 2 * (settings.keepAliveMs ?? defaultKeepAliveMs)
    const lost = () => stream.close('the server does not answer any more')
    this.#confirmations = new Confirmations(write, settings.domain, patienceMs, lost)
    this.#deliveries = new Deliveries(write, this.#confirmations, parts.taken)
    this.outbox = new Outbox({ ...parts, deliveries: this.#deliveries, write })
    this.identification = new Identification({ ...parts, presences, questions: this.#questions })
    const shared = { ...parts, identification: this.identification, write }
    this.#visitors = new Visitors({ ...shared, presences })
    this.#intake = new Intake({
      ...shared,
      deliveries: this.#deliveries,
      setReading: (reading) => stream.setReading(reading),
      opened: (chat) => this.#visitors.opened(chat),
    })
    announcer.start({ write, watchers })
    this.#visitors.probeAll()
  }

  /** Whether new messages may still be given to this connection. */
  get isOpen(): boolean {
    return !this.#isLeaving && this.#parts.stream.isOpen
  }

  /** The server vouches for the sender of every stanza (RFC 6120 8.1.2.1), and none of its people can be one of us. */
  handle(stanza: Element, isCut: boolean): void {
    const { settings, deps, stream } = this.#parts
    const [from, to] = [parseJid(stanza.attrs['from']), parseJid(stanza.attrs['to'])]
    if (stanza.ns !== ns.component || !from || to?.domain !== settings.domain) {
      deps.log.warn({ name: stanza.name, to: stanza.attrs['to'] }, 'a stanza from the XMPP server is not for us')
    } else if (from.domain === settings.domain) this.#confirmations.handle(stanza.attrs['id'])
    else if (isCut) writeError(stanza, 'policy-violation', (error) => stream.write(error))
    else this.#dispatch(stanza, from, to)
  }

  /** Is the server still there? Its answer is all that counts. */
  ask(): void {
    this.#confirmations.confirm(() => {})
  }

  /** Before we leave of our own will: what was begun is finished. */
  async leave(atMostMs: number): Promise<void> {
    this.#isLeaving = true
    this.#parts.announcer.goodbye()
    const until = Date.now() + atMostMs
    while (!this.#deliveries.isEmpty && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  end(reason: string): void {
    this.#isLeaving = true
    this.#parts.announcer.stop()
    this.#confirmations.end()
    this.#deliveries.end(reason)
    this.#questions.end()
  }

  #dispatch(stanza: Element, from: Jid, to: Jid): void {
    const { settings, stream } = this.#parts
    switch (stanza.name) {
      case 'message':
        this.#intake.handle(stanza, from, to)
        break
      case 'presence':
        this.#visitors.handle(stanza, from, to)
        break
      case 'iq':
        this.#questions.handle(stanza)
        answerQuestion(stanza, settings, (answer) => stream.write(answer))
        break
    }
  }
}
