import type { IrcMessage } from 'irc-framework'
import { encodeLine } from './encode.ts'
import type { FloodQueue } from './flood-queue.ts'
import type { IrcAddress } from './ids.ts'
import type { LinePriority } from './send.ts'
import type { Server } from './server.ts'

/** What WHOIS told about a nick. */
export interface WhoisAnswer extends IrcAddress {
  readonly isBot: boolean
  readonly isSecure: boolean
}

interface Asked {
  readonly found: { -readonly [key in keyof WhoisAnswer]?: WhoisAnswer[key] }
  readonly resolve: (answer: WhoisAnswer | undefined) => void
  readonly promise: Promise<WhoisAnswer | undefined>
  readonly onSilence: (() => void)[]
  /** Runs from the writing of the question. */
  patience?: NodeJS.Timeout
}

/** As long as an answer is good enough for facts; not for who has the nick. */
const freshMs = 10_000

/** Asks WHOIS, one question per nick at a time. */
export class Whois {
  readonly #server: Server
  readonly #queue: FloodQueue
  readonly #patienceMs: number
  readonly #asked = new Map<string, Asked>()
  readonly #recent = new Map<string, WhoisAnswer>()

  /** `patienceMs`: a server that loses a question must not keep a customer waiting for ever. */
  constructor(server: Server, queue: FloodQueue, patienceMs: number) {
    this.#server = server
    this.#queue = queue
    this.#patienceMs = patienceMs
  }

  /** Undefined when nobody has the nick or no answer came; `onSilence` is called in the second case only. */
  ask(nick: string, priority: LinePriority, onSilence?: () => void): Promise<WhoisAnswer | undefined> {
    const key = this.#server.fold(nick)
    const known = this.#asked.get(key)
    if (known && onSilence) known.onSilence.push(onSilence)
    if (known) return known.promise
    const { promise, resolve } = Promise.withResolvers<WhoisAnswer | undefined>()
    const asked: Asked = { found: {}, resolve, promise, onSilence: onSilence ? [onSilence] : [] }
    this.#asked.set(key, asked)
    const render = () => {
      asked.patience = setTimeout(() => this.#giveUp(key, asked), this.#patienceMs).unref()
      return encodeLine('WHOIS', [nick])
    }
    this.#queue.add({ lane: `whois:${key}`, priority, render })
    return promise
  }

  /** The same for facts only: an answer of a moment ago is as good as a new one. */
  askFacts(nick: string, priority: LinePriority): Promise<WhoisAnswer | undefined> {
    const recent = this.#recent.get(this.#server.fold(nick))
    return recent ? Promise.resolve(recent) : this.ask(nick, priority)
  }

  handle({ command, params }: IrcMessage): void {
    const key = this.#server.fold(params[1] ?? '')
    const asked = this.#asked.get(key)
    if (!asked) return
    const { found } = asked
    if (command === '311')
      Object.assign(found, { nick: params[1], user: params[2], host: params[3], realName: params.at(-1) })
    else if (command === '330' && params[2] !== undefined) found.account = params[2]
    else if (command === '335') found.isBot = true
    else if (command === '671') found.isSecure = true
    else if (command === '401') this.#settle(key, undefined)
    else if (command === '318') this.#settle(key, complete(found))
  }

  close(): void {
    for (const key of this.#asked.keys()) this.#settle(key, undefined)
  }

  #giveUp(key: string, asked: Asked): void {
    this.#settle(key, undefined)
    for (const tell of asked.onSilence) tell()
  }

  #settle(key: string, answer: WhoisAnswer | undefined): void {
    const asked = this.#asked.get(key)
    this.#asked.delete(key)
    clearTimeout(asked?.patience)
    asked?.resolve(answer)
    if (!answer) return
    this.#recent.set(key, answer)
    setTimeout(() => this.#recent.delete(key), freshMs).unref()
  }
}

function complete(found: Asked['found']): WhoisAnswer | undefined {
  const { nick, user, host, realName, account, isBot = false, isSecure = false } = found
  if (nick === undefined || user === undefined || host === undefined) return undefined
  return {
    ...{ nick, user, host, isBot, isSecure },
    ...(realName === undefined ? {} : { realName }),
    ...(account === undefined ? {} : { account }),
  }
}
