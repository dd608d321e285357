import type { RemoteMessageId } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import { type Delivery, DeliveryError, type DeliveryFailure, type Sent } from '../../ports/network.ts'
import type { Answer } from './answers.ts'
import { encodeLine } from './encode.ts'
import { toLines } from './format.ts'
import { samePlace } from './identity.ts'
import { type Prefix, showPrefix } from './ids.ts'
import type { Known } from './roster.ts'
import type { WaitingLine } from './send.ts'
import { requestBarrier, type SendingJob, type Session } from './session.ts'
import { defaultPatienceMs } from './settings.ts'
import { splitLine } from './split.ts'
import type { Watch } from './watch.ts'

/** What servers may still add to our prefix, and CR LF. */
const reserve = 12
/** As long as a prefix may reasonably get, while ours is unknown. */
const unknownPrefix = { user: 'u'.repeat(11), host: 'h'.repeat(64) }
/** As long as it is certain enough who has a nick, once the server said so. */
const freshMs = 500
/** A server that neither confirms nor refuses within this time will not do it any more. */
const patienceMs = 60_000

/** Sends one message to a person who is here. Rejects with DeliveryError. */
export function deliver(session: Session, watch: Watch, person: Known, delivery: Delivery): Promise<Sent> {
  const pieces = toPieces(session, person, delivery.message)
  if (pieces.length === 0) return Promise.resolve({ acknowledged: false })
  return new Promise((resolve, reject) => {
    const job = new Job(session, watch, delivery, pieces, { resolve, reject })
    session.queue.add(...job.lines())
  })
}

function toPieces(session: Session, person: Known, message: Message): readonly string[] {
  const { server } = session
  const own = server.prefix ?? { nick: server.nick, ...unknownPrefix }
  const command = message.kind === 'notice' ? 'NOTICE' : 'PRIVMSG'
  const head = `:${showPrefix(own)} ${command} ${showPrefix(person)} :`
  const wrapper = message.kind === 'emote' ? '\x01ACTION \x01'.length : 0
  const budget = server.lineLength - reserve - Buffer.byteLength(head) - wrapper
  const pieces = toLines(message).flatMap((line) => splitLine(line, budget))
  return message.kind === 'emote' ? pieces.map((piece) => `\x01ACTION ${piece}\x01`) : pieces
}

interface Outcome {
  readonly resolve: (sent: Sent) => void
  readonly reject: (error: DeliveryError) => void
}

/** One message on its way: its lines leave one after another, and the first refusal ends it. */
class Job implements SendingJob {
  readonly #session: Session
  readonly #watch: Watch
  readonly #delivery: Delivery
  readonly #pieces: readonly string[]
  readonly #outcome: Outcome
  readonly #lane: string
  #written = 0
  #taken = 0
  #isOver = false
  #guardedAt = Number.NEGATIVE_INFINITY

  constructor(session: Session, watch: Watch, delivery: Delivery, pieces: readonly string[], outcome: Outcome) {
    this.#session = session
    this.#watch = watch
    this.#delivery = delivery
    this.#pieces = pieces
    this.#outcome = outcome
    this.#lane = delivery.priority === 'position' ? `position:${delivery.chat}` : delivery.chat
    session.jobs.add(this)
  }

  lines(): readonly WaitingLine[] {
    const { hasty } = this.#delivery
    const priority = hasty ? 'agent' : this.#delivery.priority
    return this.#pieces.flatMap((piece, index) => [
      { lane: this.#lane, priority, render: () => this.#renderGuard(), holds: true },
      { lane: this.#lane, priority, render: () => this.#renderPiece(piece, index) },
    ])
  }

  /** Asks who has the nick where we would not have heard of a change. */
  #renderGuard(): string | undefined {
    const person = this.#person()
    const { server, nickHolder, queue, deps, settings } = this.#session
    if (!person || this.#watch.isSure(person.nick) || server.takesMasks) return undefined
    if (deps.clock.now() - this.#guardedAt < freshMs) return undefined
    const silence = setTimeout(() => this.#noAnswer(person), settings.patienceMs ?? defaultPatienceMs)
    silence.unref()
    return nickHolder.ask(person.nick, (holder) => {
      clearTimeout(silence)
      if (!this.#isOver) this.#guarded(person, holder)
      queue.release(this.#lane)
    })
  }

  #guarded(person: Known, holder: Prefix | undefined): void {
    const { people, deps } = this.#session
    if (holder && samePlace(holder, person, people.rules)) this.#watch.see(person.nick)
    else this.#notThere(person)
    this.#guardedAt = deps.clock.now()
  }

  /** A server that loses the question must not hold up the chat for ever. */
  #noAnswer({ nick }: Known): void {
    this.#fail({ kind: 'later', text: `The server does not say who ${nick} is.` })
    this.#session.queue.release(this.#lane)
  }

  #notThere({ chat, nick }: Known): void {
    const { people } = this.#session
    if (this.#isOver) return
    void people.inOrder(nick, () => people.leave(chat, ''))
    this.#fail({ kind: 'away', text: `${nick} is not on IRC any more.` })
  }

  #renderPiece(piece: string, index: number): string | undefined {
    const person = this.#person()
    if (!person) return undefined
    const { server, answers } = this.#session
    const target = server.takesMasks && !this.#watch.isSure(person.nick) ? showPrefix(person) : person.nick
    const command = this.#delivery.message.kind === 'notice' ? 'NOTICE' : 'PRIVMSG'
    const label = answers.expect(person.nick, false, (answer) => this.#answered(answer, person))
    this.#written++
    if (index === this.#pieces.length - 1) this.#awaitAnswer(label !== undefined)
    return this.#encode(command, target, piece, label)
  }

  #awaitAnswer(isLabelled: boolean): void {
    setTimeout(() => this.#finish({ acknowledged: false }), patienceMs).unref()
    if (!isLabelled) requestBarrier(this.#session)
  }

  #encode(command: string, target: string, piece: string, label: string | undefined): string | undefined {
    try {
      return encodeLine(command, [target, piece], label)
    } catch (error) {
      this.#fail({ kind: 'refused', text: error instanceof Error ? error.message : 'cannot be sent to IRC' })
      return undefined
    }
  }

  /** The person as they are at the moment of writing; ends the job if they have left since. */
  #person(): Known | undefined {
    if (this.#isOver) return undefined
    const person = this.#session.people.roster.get(this.#delivery.chat)
    if (person?.here) return person
    this.#fail({ kind: 'away', text: `${person?.nick ?? 'The person'} has left.` })
    return undefined
  }

  #answered(answer: Answer, person: Known): void {
    if (this.#isOver) return
    if (answer.type === 'refused') {
      this.#refused(answer, person)
      return
    }
    this.#taken++
    if (this.#taken < this.#pieces.length) return
    const { msgid, isDoubtful = false } = answer
    this.#finish({
      acknowledged: !isDoubtful,
      ...(msgid === undefined ? {} : { remoteId: `msgid:${msgid}` as RemoteMessageId }),
    })
  }

  #refused({ numeric, text }: Extract<Answer, { type: 'refused' }>, person: Known): void {
    if (numeric === '401') this.#notThere(person)
    else this.#fail({ kind: numeric === '439' ? 'later' : 'refused', text: explain(numeric, person.nick, text) })
  }

  cancel(reason: string): void {
    if (this.#written === 0) this.#fail({ kind: 'later', text: `Not sent: ${reason}` })
  }

  end(reason: string): void {
    this.cancel(reason)
    this.#fail({ kind: 'unknown', text: `The connection broke while it was under way: ${reason}` })
  }

  #finish(sent: Sent): void {
    if (this.#isOver) return
    this.#end()
    this.#outcome.resolve(sent)
  }

  /** Once something may have arrived, sending it all again would double it. */
  #fail(failure: DeliveryFailure): void {
    if (this.#isOver) return
    this.#end()
    // Without labels nobody says which of several lines was refused.
    const isUnclear = !this.#session.server.labels && this.#written > 1
    const isPartial = (this.#taken > 0 || isUnclear) && failure.kind !== 'refused'
    this.#outcome.reject(
      new DeliveryError(isPartial ? { kind: 'unknown', text: `${failure.text} Only a part of it arrived.` } : failure),
    )
  }

  #end(): void {
    this.#isOver = true
    this.#session.jobs.delete(this)
  }
}

function explain(numeric: string, nick: string, text: string): string {
  switch (numeric) {
    case '716':
      return `${nick} takes messages only from people on their accept list (user mode +g).`
    case '477':
    case '486':
      return `${nick} takes messages only from people signed in to services: give this network a services account (sasl).`
    case '439':
      return `The server asks us to wait before we write to ${nick}: ${text}`
    default:
      return `The server refused it: ${text}`
  }
}
