import type { IrcMessage } from 'irc-framework'
import type { RemoteChatId } from '../../core/ids.ts'
import type { ContactState, Delivery, Sent } from '../../ports/network.ts'
import { Answers } from './answers.ts'
import type { Connection } from './connection.ts'
import { CtcpAnswers } from './ctcp.ts'
import { deliver } from './deliver.ts'
import { FloodQueue } from './flood-queue.ts'
import { Identification } from './identify.ts'
import { Intake } from './intake.ts'
import { Login } from './login.ts'
import { NickHolder } from './nick-holder.ts'
import { OwnNick } from './own-nick.ts'
import type { People } from './people.ts'
import type { Known } from './roster.ts'
import type { Server } from './server.ts'
import type { Listener, SendingJob, Session } from './session.ts'
import { defaultFlood, defaultPatienceMs, type IrcDeps, type IrcSettings } from './settings.ts'
import { Watch } from './watch.ts'
import { Whois } from './whois.ts'

/** Everything about one registered connection. */
export interface OnlineParts {
  readonly settings: IrcSettings
  readonly deps: IrcDeps
  readonly people: People
  readonly server: Server
  readonly connection: Connection
  readonly uniqueId: () => string
  /** Where files can be sent to us, as things are then. */
  readonly filesElsewhere: () => ContactState['filesElsewhere']
}

/** We are on the network: listens, watches and sends until `end`. */
export class Online {
  readonly session: Session
  readonly #watch: Watch
  readonly #identification: Identification
  readonly #listeners: readonly Listener[]
  #isLeaving = false

  constructor(parts: OnlineParts) {
    const { connection, uniqueId } = parts
    this.session = startSession(parts)
    const { session } = this
    this.#watch = new Watch(session)
    this.#identification = new Identification(session)
    this.#listeners = [
      session.answers,
      session.whois,
      session.nickHolder,
      this.#watch,
      this.#identification,
      new OwnNick(session, this.#watch),
      new Login(session, this.#watch),
      new CtcpAnswers(session, parts.filesElsewhere),
      new Intake(session, {
        isSure: (nick) => this.#watch.isSure(nick),
        isBot: (prefix) => this.#identification.isBot(prefix),
        uniqueId,
        setReading: (reading) => connection.setReading(reading),
      }),
    ]
  }

  /** Whether new messages may still be given to this connection. */
  get isOpen(): boolean {
    return !this.#isLeaving
  }

  handle(message: IrcMessage): void {
    for (const listener of this.#listeners) listener.handle(message)
  }

  send(person: Known, delivery: Delivery): Promise<Sent> {
    return deliver(this.session, this.#watch, person, delivery)
  }

  identify(chat: RemoteChatId): void {
    this.#identification.ask(chat)
  }

  forget(chat: RemoteChatId): void {
    this.#identification.forget(chat)
    this.#watch.sync()
  }

  /** Before we leave of our own will: what was begun is finished, the rest is given back. */
  async leave(reason: string, atMostMs: number): Promise<void> {
    this.#isLeaving = true
    const { jobs } = this.session
    for (const job of jobs) job.cancel(reason)
    const until = Date.now() + atMostMs
    while (jobs.size > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  end(reason: string): void {
    this.#isLeaving = true
    const { queue, whois, nickHolder, jobs, onEnd } = this.session
    queue.close()
    const ending: readonly SendingJob[] = [...jobs]
    for (const job of ending) job.end(reason)
    for (const end of onEnd) end(reason)
    whois.close()
    nickHolder.close()
  }
}

function startSession({ settings, deps, people, server, connection }: OnlineParts): Session {
  const write = (line: string) => void connection.write(line)
  const queue = new FloodQueue(settings.flood ?? defaultFlood, deps.clock, deps.log, write)
  return {
    ...{ settings, deps, server, people, queue },
    answers: new Answers(server),
    whois: new Whois(server, queue, settings.patienceMs ?? defaultPatienceMs),
    nickHolder: new NickHolder(),
    jobs: new Set(),
    onEnd: new Set(),
  }
}
