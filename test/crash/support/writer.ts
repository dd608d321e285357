import { setTimeout as pause } from 'node:timers/promises'
import type { IrcClient } from '../../servers/irc-client.ts'
import type { Answer, WrittenLine } from './evidence.ts'

/** With labels the server says of each line whether our nick got it (ACK, or 301 with our away text) or is not there (401). */
const caps = ['batch', 'labeled-response']
const version = { text: 'irssi v1.4.3 - running on Linux x86_64' }
const answerMs = 5000

export interface WriterOptions {
  readonly connect: (nick: string, options: object) => Promise<IrcClient>
  readonly nick: string
  /** The nick of ours. */
  readonly contact: string
}

/** A customer who writes numbered lines, whoever listens, and knows of each what the server said to it. */
export class Writer {
  readonly nick: string
  readonly lines: WrittenLine[] = []
  readonly #options: WriterOptions
  readonly #connections: IrcClient[] = []
  #count = 0

  private constructor(options: WriterOptions, first: IrcClient) {
    this.#options = options
    this.nick = options.nick
    this.#connections.push(first)
  }

  static async come(options: WriterOptions): Promise<Writer> {
    return new Writer(options, await options.connect(options.nick, { caps, version }))
  }

  /** Writes until so many lines were taken, or `isOver`; `waitMs` says how long to wait before each. */
  async write(quota: number, waitMs: () => number, isOver: () => boolean): Promise<void> {
    let taken = 0
    while (taken < quota && !isOver()) {
      await pause(waitMs())
      const line = await this.#writeOne()
      this.lines.push(line)
      if (line.answer === 'taken') taken++
      if (line.answer === 'none') await this.#comeBack(isOver)
    }
  }

  /** What our nick said to them, over all connections. */
  heard(): readonly string[] {
    const from = `:${this.#options.contact}!`
    return this.#connections.flatMap(({ received }) =>
      received
        .map((line) => line.replace(/^@\S+ /, ''))
        .filter((line) => line.startsWith(from))
        .flatMap((line) => /^\S+ (?:PRIVMSG|NOTICE) \S+ :([^\x01].*)$/.exec(line)?.[1] ?? []),
    )
  }

  async leave(): Promise<void> {
    const irc = this.#now()
    if (irc.isOpen) await irc.quit()
  }

  async #writeOne(): Promise<WrittenLine> {
    const text = `${this.nick}-${++this.#count}`
    const line = { text, at: Date.now() }
    this.#now().send(`@label=${this.#count} PRIVMSG ${this.#options.contact} :${text}`)
    return { ...line, answer: await this.#answerTo(this.#count) }
  }

  async #answerTo(label: number): Promise<Answer> {
    const tag = new RegExp(`^@(?:\\S*;)?label=${label}[; ]`)
    const irc = this.#now()
    try {
      const answer = await irc.waitFor((line) => tag.test(line), { since: 0, timeoutMs: answerMs })
      return / 401 /.test(answer) ? 'refused' : 'taken'
    } catch (error) {
      if (irc.isOpen) throw error
      return 'none'
    }
  }

  /** After the server has gone. */
  async #comeBack(isOver: () => boolean): Promise<void> {
    while (!this.#now().isOpen && !isOver()) {
      await pause(100)
      const irc = await this.#options.connect(this.nick, { caps, version }).catch(() => undefined)
      if (irc) this.#connections.push(irc)
    }
  }

  #now(): IrcClient {
    return this.#connections.at(-1) as IrcClient
  }
}
