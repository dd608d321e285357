import type { IrcClient } from '../servers/irc-client.ts'
import { untilTime } from './people-time.ts'

/** A question counts as read this long after it came. */
const readingMs = 2100

/** A person on IRC who writes to one of our contacts and reads what it says. */
export class Customer {
  readonly irc: IrcClient
  /** The nick of ours they write to. */
  readonly contact: string
  #heardAt = 0

  constructor(irc: IrcClient, contact: string) {
    this.irc = irc
    this.contact = contact
  }

  get nick(): string {
    return this.irc.nick
  }

  says(text: string): void {
    this.irc.privmsg(this.contact, text)
  }

  emotes(text: string): void {
    this.says(`\x01ACTION ${text}\x01`)
  }

  /** As a person does: reads the question before they answer it. */
  async answers(text: string): Promise<void> {
    await untilTime(this.#heardAt + readingMs)
    this.says(text)
  }

  /** The next message to them that fits, behind the one found last; its text. */
  async hears(wanted: RegExp | string, timeoutMs = 40_000): Promise<string> {
    const fits = (text: string): boolean => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))
    const look = Object.assign((raw: string) => this.#fits(raw, fits), { toString: () => String(wanted) })
    const line = await this.irc.waitFor(look, { timeoutMs }).catch((error: unknown) => {
      // Thrown from here, the error says who waited.
      throw new Error(error instanceof Error ? error.message : String(error))
    })
    this.#heardAt = Date.now()
    return this.#textOf(line) ?? ''
  }

  /** All that our contacts have said to them so far, questions to their program apart. */
  heard(): readonly string[] {
    return this.irc.received.flatMap((line) => {
      const text = this.#textOf(line)
      return text === undefined || text.startsWith('\x01') ? [] : [text]
    })
  }

  async quits(reason?: string): Promise<void> {
    await this.irc.quit(reason)
  }

  async renames(nick: string): Promise<void> {
    this.irc.send(`NICK ${nick}`)
    await this.irc.waitFor(new RegExp(`^:\\S+ NICK :?${nick}$`))
  }

  #fits(line: string, fits: (text: string) => boolean): boolean {
    const text = this.#textOf(line)
    return text !== undefined && !text.startsWith('\x01') && fits(text)
  }

  #textOf(line: string): string | undefined {
    const match = /^(?:@\S+ )?:([^!\s]+)!\S+ (?:PRIVMSG|NOTICE) (\S+) :(.*)$/s.exec(line)
    return match?.[2] === this.nick ? match[3] : undefined
  }
}
