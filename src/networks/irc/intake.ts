import type { IrcMessage } from 'irc-framework'
import type { RemoteMessageId } from '../../core/ids.ts'
import { fact, type RemoteSender } from '../../ports/network.ts'
import type { Prefix } from './ids.ts'
import { type Received, receive } from './receive.ts'
import type { Listener, Session } from './session.ts'

type Written = Extract<Received, { type: 'message' }>

/** More than this in hand uncommitted, and we stop reading from the server until the store has caught up. */
const mostInHand = 5000

interface IntakeParts {
  /** Whether nobody can have taken a nick without our hearing of it. */
  readonly isSure: (nick: string) => boolean
  /** Whether this is a program of the network that no longer counts as a customer. */
  readonly isBot: (prefix: Prefix) => boolean
  readonly uniqueId: () => string
  /** Stops or goes on reading from the server. */
  readonly setReading: (reading: boolean) => void
}

/** Hands what people write to the core, in order for each person. */
export class Intake implements Listener {
  readonly #session: Session
  readonly #uniqueId: () => string
  readonly #setReading: (reading: boolean) => void
  readonly #isSure: (nick: string) => boolean
  readonly #isBot: (prefix: Prefix) => boolean
  #inHand = 0

  constructor(session: Session, { isSure, isBot, uniqueId, setReading }: IntakeParts) {
    this.#session = session
    this.#isSure = isSure
    this.#isBot = isBot
    this.#uniqueId = uniqueId
    this.#setReading = setReading
  }

  handle(line: IrcMessage): void {
    const { server, people } = this.#session
    const received = receive(line, (nick) => server.isMe(nick))
    if (received?.type !== 'message' || this.#isBot(received.from)) return
    const remoteId = (received.msgid === undefined ? this.#uniqueId() : `msgid:${received.msgid}`) as RemoteMessageId
    if (++this.#inHand === mostInHand) this.#setReading(false)
    const isWatched = this.#isSure(received.from.nick)
    void people
      .inOrder(received.from.nick, () => this.#submit(received, remoteId, isWatched))
      .then(() => {
        if (--this.#inHand === mostInHand - 1) this.#setReading(true)
      })
  }

  async #submit(received: Written, remoteId: RemoteMessageId, isWatched: boolean): Promise<void> {
    const { people, whois } = this.#session
    const person = await people.recognise(received.from, isWatched, (nick) => whois.ask(nick, 'prompt'))
    const vouched = received.from.account === undefined ? {} : { vouched: true as const }
    const sender = { ...this.#withFormatting(people.sender(person), received.isFormatted), ...vouched }
    await people.commit({ type: 'message', sender, remoteId, message: received.message })
    if (!person.here) await people.commit({ type: 'left', chat: person.chat, reason: 'The connection broke.' })
  }

  #withFormatting(sender: RemoteSender, isFormatted: boolean): RemoteSender {
    if (!isFormatted) return sender
    const formatting = fact('yes', 'formatted text arrived', this.#session.deps.clock.now(), 'observed')
    return { ...sender, facts: { ...sender.facts, formatting } }
  }
}
