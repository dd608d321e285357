import { messageId } from '../../../src/networks/slack/ids.ts'
import type { SlackCustomer } from '../../servers/slack/slack-customer.ts'
import type { SlackServer } from '../../servers/slack/slack-server.ts'
import type { Heard, WrittenLine } from './evidence.ts'
import { type Pace, writeLines } from './write-lines.ts'
import type { Writer } from './writer.ts'

/** On Slack: who can always write, whether or not Slack reaches us. */
export class SlackWriter implements Writer {
  readonly network = 'slack'
  readonly name: string
  readonly chats: string
  readonly #server: SlackServer
  readonly #customer: SlackCustomer
  readonly #written: (Omit<WrittenLine, 'answer'> & { readonly ts: string })[] = []

  constructor(server: SlackServer, name: string) {
    this.name = name
    this.#server = server
    this.#customer = server.customer(name)
    const { id, channel } = this.#customer.person
    this.chats = `${server.workspace.teamId}/${id}/${channel}`
  }

  /** Taken: we have acknowledged it. */
  lines(): readonly WrittenLine[] {
    return this.#written.map(({ ts, ...line }) => ({
      ...line,
      answer: this.#server.envelopes.holds(ts) ? 'none' : 'taken',
    }))
  }

  heard(): readonly Heard[] {
    return this.#customer.heard().map((text) => ({ text }))
  }

  write(pace: Pace): Promise<void> {
    const write = () => Promise.resolve(this.#writeOne())
    return writeLines({ lines: () => this.lines(), write }, pace)
  }

  catchUp(): Promise<void> {
    return Promise.resolve()
  }

  leave(): Promise<void> {
    return Promise.resolve()
  }

  #writeOne(): void {
    const text = `${this.name}-${this.#written.length + 1}`
    const at = Date.now()
    const ts = this.#customer.write(text)
    const remoteId = messageId(this.#server.workspace.teamId, this.#customer.person.channel, ts)
    this.#written.push({ text, at, remoteId, ts })
  }
}
