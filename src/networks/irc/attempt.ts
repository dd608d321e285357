import type { IrcMessage } from 'irc-framework'
import { Connection } from './connection.ts'
import { encodeLine } from './encode.ts'
import { alternativeNick, finalRefusal, type Refusal } from './refusal.ts'
import { Server } from './server.ts'
import type { IrcDeps, IrcSettings } from './settings.ts'

/** How a connection ended. `refusal`: we must not come back by ourselves. */
export interface Ended {
  readonly reason: string
  readonly refusal?: Refusal
}

/** What happens on a connection, in this order. */
export interface AttemptEvents {
  /** The server has let us in and told us what it can. */
  ready(connection: Connection, server: Server): void
  message(message: IrcMessage): void
  ended(ended: Ended): void
}

const registrationMs = 60_000
const nickTaken = new Set(['433', '436', '437'])
/** The end of the message of the day, or that there is none: by then everything about the server has been said. */
const endOfWelcome = new Set(['376', '422'])

/** One try to get onto the network, from dialling to the end of the connection. */
export class Attempt {
  readonly server: Server
  readonly #settings: IrcSettings
  readonly #events: AttemptEvents
  readonly #connection: Connection
  readonly #deadline: NodeJS.Timeout
  #refusal: Refusal | undefined
  #nicksTried = 0
  #isRegistered = false
  #isReady = false
  /** What came before we were ready. */
  #early: IrcMessage[] = []

  constructor(settings: IrcSettings, deps: IrcDeps, events: AttemptEvents) {
    this.#settings = settings
    this.#events = events
    this.server = new Server(settings.contact.nick)
    this.#deadline = setTimeout(
      () => this.#connection.close('the server did not let us in within a minute'),
      registrationMs,
    )
    this.#connection = new Connection(settings, deps, {
      message: (message) => this.#handle(message),
      closed: (reason) => this.#closed(reason),
    })
  }

  close(reason: string, goodbye: string): void {
    this.#connection.close(reason, this.#isRegistered ? encodeLine('QUIT', [goodbye]) : undefined)
  }

  #handle(message: IrcMessage): void {
    this.server.handle(message)
    if (this.#refusal) return
    this.#refusal = finalRefusal(message, this.#isRegistered)
    if (this.#refusal) {
      this.#connection.close(this.#refusal.text)
      return
    }
    if (message.command === '001') this.#isRegistered = true
    if (this.#isReady) {
      this.#events.message(message)
      return
    }
    if (this.#isRegistered) this.#early.push(message)
    if (!this.#isRegistered && nickTaken.has(message.command)) this.#tryOtherNick()
    if (endOfWelcome.has(message.command)) this.#beReady()
  }

  #tryOtherNick(): void {
    const { contact, alternativeNicks = [] } = this.#settings
    this.server.nick = alternativeNick(contact.nick, alternativeNicks, ++this.#nicksTried)
    this.#connection.write(encodeLine('NICK', [this.server.nick]))
  }

  #beReady(): void {
    this.#isReady = true
    clearTimeout(this.#deadline)
    this.#events.ready(this.#connection, this.server)
    for (const message of this.#early.splice(0)) this.#events.message(message)
  }

  #closed(reason: string): void {
    clearTimeout(this.#deadline)
    this.#events.ended({ reason, ...(this.#refusal ? { refusal: this.#refusal } : {}) })
  }
}
