import { escapePattern } from '../../src/util/localpart.ts'
import { connectIrc, type IrcClient } from '../../test/servers/irc-client.ts'
import type { IrcPlace } from '../../test/support/places.ts'
import { type Customer, patienceMs } from './customer.ts'
import { printLine } from './screen.ts'

/** What the customer's program says of itself when asked. */
const software = 'irssi v1.4.3 - running on Linux x86_64'

class IrcCustomer implements Customer {
  readonly name: string
  readonly #client: IrcClient
  readonly #contact: string
  #shown = 0

  constructor(client: IrcClient, contact: string) {
    this.#client = client
    this.#contact = contact
    this.name = client.nick
  }

  writes(text: string): void {
    this.show()
    printLine({ network: 'IRC', who: `${this.name} → ${this.#contact}`, text })
    this.#client.privmsg(this.#contact, text)
  }

  async sees(words: string): Promise<void> {
    const line = new RegExp(String.raw`^:\S+ (PRIVMSG|NOTICE) \S+ :.*${escapePattern(words)}`)
    await this.#client.waitFor(line, { since: 0, timeoutMs: patienceMs })
  }

  heard(): readonly string[] {
    return this.#client.received.map(textIn).filter((text) => text !== undefined)
  }

  show(): void {
    for (const line of this.#client.received.slice(this.#shown)) this.#showLine(line)
    this.#shown = this.#client.received.length
  }

  async leaves(): Promise<void> {
    await this.#client.quit()
  }

  #showLine(line: string): void {
    const text = textIn(line)
    if (text === undefined) return
    const who = `${this.#contact} → ${this.name}`
    if (text === '\u0001VERSION\u0001') this.#showProbe(who)
    else printLine({ network: 'IRC', who, text })
  }

  #showProbe(who: string): void {
    printLine({ network: 'IRC', who, text: 'asks the program what it is (CTCP VERSION)', isAct: true })
    printLine({ network: 'IRC', who: `${this.name}'s program`, text: `answers "${software}"`, isAct: true })
  }
}

/** A customer at an IRC client, on the server where we are. */
export async function connectOnIrc({ host, port, nick: ours }: IrcPlace, nick: string): Promise<Customer> {
  const client = await connectIrc({ host, port, nick, realName: 'Anna', version: { text: software } })
  return new IrcCustomer(client, ours)
}

/** The words of a message to a person; undefined for everything else the server sends. */
function textIn(line: string): string | undefined {
  return /^(?:@\S+ )?:[^!\s]+![^\s]+ (?:PRIVMSG|NOTICE) [^\s#]+ :(.*)$/.exec(line)?.[1]
}
