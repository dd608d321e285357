import type { IrcMessage } from 'irc-framework'
import type { Server } from './server.ts'

/** What the server said to a line of ours. `msgid`: the id it gave to our message. `isDoubtful`: it took it, but seems to have dropped it. */
export type Answer =
  | { readonly type: 'taken'; readonly msgid?: string; readonly isDoubtful?: true }
  | { readonly type: 'refused'; readonly numeric: string; readonly text: string }

interface Sending {
  /** Folded. */
  readonly nick: string
  readonly isCtcp: boolean
  readonly settle: (answer: Answer) => void
}

const refusals = new Set(['401', '404', '407', '408', '412', '417', '439', '477', '486', '492', '531', '716', 'FAIL'])
/** Refusals of CTCP alone: they do not concern a message sent about the same time. */
const ctcpRefusals = new Set(['492', '531'])

/**
 * Finds out what became of the lines we wrote to people: by labelled responses where the server has them, else by a PING
 * behind the line, since a server answers in order.
 */
export class Answers {
  readonly #server: Server
  readonly #labelled = new Map<string, Sending>()
  readonly #batches = new Map<string, string>()
  readonly #unlabelled = new Set<Sending>()
  readonly #barriers = new Map<string, readonly Sending[]>()
  #count = 0

  constructor(server: Server) {
    this.#server = server
  }

  /** Must be called when the line is about to be written. Returns its label, or undefined when a barrier must follow. */
  expect(nick: string, isCtcp: boolean, settle: (answer: Answer) => void): string | undefined {
    const sending = { nick: this.#server.fold(nick), isCtcp, settle }
    if (!this.#server.labels) {
      this.#unlabelled.add(sending)
      return undefined
    }
    const label = `sb${++this.#count}`
    this.#labelled.set(label, sending)
    return label
  }

  /** The token of a PING behind everything written so far; undefined when nothing waits for one. */
  barrier(): string | undefined {
    const covered = [...this.#barriers.values()].flat()
    const waiting = [...this.#unlabelled].filter((sending) => !covered.includes(sending))
    if (waiting.length === 0) return undefined
    const token = `sb${++this.#count}`
    this.#barriers.set(token, waiting)
    return token
  }

  handle(message: IrcMessage): void {
    if (message.command === 'BATCH') {
      this.#handleBatch(message)
      return
    }
    if (message.command === 'PONG') {
      this.#handlePong(message.params.at(-1) ?? '')
      return
    }
    const label = this.#labelOf(message)
    if (label !== undefined) this.#handleLabelled(label, message)
    else if (refusals.has(message.command)) this.#handleRefusal(message)
  }

  #labelOf({ tags }: IrcMessage): string | undefined {
    return tags['label'] ?? (tags['batch'] === undefined ? undefined : this.#batches.get(tags['batch']))
  }

  #handleBatch(message: IrcMessage): void {
    const reference = message.params[0] ?? ''
    const id = reference.slice(1)
    const label = this.#labelOf(message)
    if (reference.startsWith('+') && label !== undefined) this.#batches.set(id, label)
    if (!reference.startsWith('-')) return
    const ended = this.#batches.get(id)
    this.#batches.delete(id)
    if (ended !== undefined && ![...this.#batches.values()].includes(ended)) this.#settle(ended, { type: 'taken' })
  }

  /** Within a batch other lines may still follow, so only an echo or a refusal settles; alone, any answer does. */
  #handleLabelled(label: string, message: IrcMessage): void {
    const { command, nick, tags } = message
    if (refusals.has(command)) {
      this.#settle(label, refusalOf(message))
      return
    }
    const isEcho = (command === 'PRIVMSG' || command === 'NOTICE') && this.#server.isMe(nick)
    const msgid = tags['msgid']
    // InspIRCd echoes what a person who SILENCEd us will not see, only without an id.
    const isDoubtful = msgid === undefined && this.#server.givesIds
    if (isEcho && isDoubtful) this.#settle(label, { type: 'taken', isDoubtful })
    else if (isEcho) this.#settle(label, { type: 'taken', ...(msgid === undefined ? {} : { msgid }) })
    else if (tags['batch'] === undefined) this.#settle(label, { type: 'taken' })
  }

  #handleRefusal(message: IrcMessage): void {
    // A target that was a mask comes back as one.
    const nick = this.#server.fold((message.params[1] ?? '').replace(/!.*/, ''))
    const concerned = [...this.#unlabelled].filter((sending) => sending.nick === nick)
    const ctcp = ctcpRefusals.has(message.command) ? concerned.filter((sending) => sending.isCtcp) : []
    for (const sending of ctcp.length > 0 ? ctcp : concerned) {
      this.#unlabelled.delete(sending)
      sending.settle(refusalOf(message))
    }
  }

  #handlePong(token: string): void {
    const covered = this.#barriers.get(token) ?? []
    this.#barriers.delete(token)
    for (const sending of covered) if (this.#unlabelled.delete(sending)) sending.settle({ type: 'taken' })
  }

  #settle(label: string, answer: Answer): void {
    const sending = this.#labelled.get(label)
    this.#labelled.delete(label)
    sending?.settle(answer)
  }
}

function refusalOf({ command, params }: IrcMessage): Answer {
  return { type: 'refused', numeric: command, text: params.at(-1) ?? '' }
}
