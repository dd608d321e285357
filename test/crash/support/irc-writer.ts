import { setTimeout as pause } from 'node:timers/promises'
import type { IrcClient } from '../../servers/irc-client.ts'
import type { Heard, WrittenLine } from './evidence.ts'
import type { Pace } from './write-lines.ts'
import type { Writer } from './writer.ts'

/** The server shows each line that our nick got, with its id, or says that the nick is not there (401). */
const caps = ['batch', 'echo-message', 'labeled-response', 'message-tags']
const version = { text: 'irssi v1.4.3 - running on Linux x86_64' }
const answerMs = 5000

export interface IrcWriterOptions {
  readonly connect: (nick: string, options: object) => Promise<IrcClient>
  readonly nick: string
  /** The nick of ours. */
  readonly contact: string
}

/** On IRC: who waits until the server has shown each line, or said that there is nobody. */
export class IrcWriter implements Writer {
  readonly network = 'irc'
  readonly name: string
  readonly chats: string
  readonly #lines: WrittenLine[] = []
  readonly #options: IrcWriterOptions
  readonly #connections: IrcClient[] = []
  #count = 0

  private constructor(options: IrcWriterOptions, first: IrcClient) {
    this.#options = options
    this.name = options.nick
    this.chats = `mask:${options.nick}!%`
    this.#connections.push(first)
  }

  static async come(options: IrcWriterOptions): Promise<IrcWriter> {
    return new IrcWriter(options, await options.connect(options.nick, { caps, version }))
  }

  lines(): readonly WrittenLine[] {
    return this.#lines
  }

  async write({ quota, waitMs, isOver }: Pace): Promise<void> {
    let taken = 0
    while (taken < quota && !isOver()) {
      await pause(waitMs())
      const line = await this.#writeOne()
      this.#lines.push(line)
      if (line.answer === 'taken') taken++
      if (line.answer === 'none') await this.#comeBack(isOver)
    }
  }

  heard(): readonly Heard[] {
    const from = `:${this.#options.contact}!`
    return this.#connections.flatMap(({ received }) =>
      received
        .map((line) => line.replace(/^@\S+ /, ''))
        .filter((line) => line.startsWith(from))
        .flatMap((line) => /^\S+ (?:PRIVMSG|NOTICE) \S+ :([^\x01].*)$/.exec(line)?.[1] ?? [])
        .map((text) => ({ text })),
    )
  }

  async catchUp(): Promise<void> {
    if (this.#now().isOpen) await this.#now().sync()
  }

  async leave(): Promise<void> {
    const irc = this.#now()
    if (irc.isOpen) await irc.quit()
  }

  async #writeOne(): Promise<WrittenLine> {
    const text = `${this.name}-${++this.#count}`
    const at = Date.now()
    this.#now().send(`@label=${this.#count} PRIVMSG ${this.#options.contact} :${text}`)
    return { text, at, ...(await this.#answerTo(this.#count, text)) }
  }

  async #answerTo(label: number, text: string): Promise<Pick<WrittenLine, 'answer' | 'remoteId'>> {
    const refusal = new RegExp(`^@(?:\\S*;)?label=${label}[; ].* 401 `)
    const irc = this.#now()
    const isAnswer = (line: string) => refusal.test(line) || line.endsWith(` PRIVMSG ${this.#options.contact} :${text}`)
    try {
      const answer = await irc.waitFor(isAnswer, { since: 0, timeoutMs: answerMs })
      const msgid = /^@(?:\S*;)?msgid=([^; ]+)/.exec(answer)?.[1]
      return msgid === undefined ? { answer: 'refused' } : { answer: 'taken', remoteId: `msgid:${msgid}` }
    } catch (error) {
      if (irc.isOpen) throw error
      return { answer: 'none' }
    }
  }

  /** After the server has gone. */
  async #comeBack(isOver: () => boolean): Promise<void> {
    while (!this.#now().isOpen && !isOver()) {
      await pause(100)
      const irc = await this.#options.connect(this.name, { caps, version }).catch(() => undefined)
      if (irc) this.#connections.push(irc)
    }
  }

  #now(): IrcClient {
    return this.#connections.at(-1) as IrcClient
  }
}
