import type { AgentClient, SeenEvent } from './agent-client.ts'

/** How one person sees the room of a conversation: reading goes forward, so that what is read in turn came in that order. */
export class Talk {
  readonly room: string
  readonly client: AgentClient
  readonly #bot: string
  #read = 0

  constructor(client: AgentClient, room: string, bot: string) {
    this.client = client
    this.room = room
    this.#bot = bot
  }

  says(text: string): Promise<string> {
    return this.client.says(this.room, text)
  }

  emotes(text: string): Promise<string> {
    return this.sends({ msgtype: 'm.emote', body: text })
  }

  notices(text: string): Promise<string> {
    return this.sends({ msgtype: 'm.notice', body: text })
  }

  sends(content: object): Promise<string> {
    return this.client.sends(this.room, 'm.room.message', content)
  }

  edits(event: string, text: string): Promise<string> {
    return this.sends({
      msgtype: 'm.text',
      body: `* ${text}`,
      'm.new_content': { msgtype: 'm.text', body: text },
      'm.relates_to': { rel_type: 'm.replace', event_id: event },
    })
  }

  async leaves(): Promise<void> {
    await this.client.leave(this.room)
  }

  /** The customer's next message that fits. */
  reads(wanted: RegExp | string, timeoutMs?: number): Promise<SeenEvent> {
    return this.#next(`the customer say ${wanted}`, (event) => event.sender.startsWith('@sb_'), wanted, timeoutMs)
  }

  /** The bot's next message that fits. */
  isTold(wanted: RegExp | string, timeoutMs?: number): Promise<SeenEvent> {
    return this.#next(`the bot say ${wanted}`, (event) => event.sender === this.#bot, wanted, timeoutMs)
  }

  /** Says it, and answers the first thing the bot says after it. */
  async asks(text: string, timeoutMs?: number): Promise<string> {
    const id = await this.says(text)
    const all = () => this.client.messages(this.room)
    const answer = await this.client.waitFor(
      `an answer to ${text}`,
      () => {
        const own = all().findIndex((event) => event.id === id)
        return own < 0 ? undefined : all().find((event, index) => index > own && event.sender === this.#bot)
      },
      timeoutMs,
    )
    this.#read = all().indexOf(answer) + 1
    return answer.body
  }

  /** The number of the conversation, from the topic. */
  number(): string {
    return /conversation (\d+)/.exec(this.client.topic(this.room))?.[1] ?? ''
  }

  /** All messages so far: `who: what`, one of `customer`, `bot` and the names of people. */
  transcript(): readonly string[] {
    return this.client.messages(this.room).map(({ sender, body }) => `${this.#nameOf(sender)}: ${body}`)
  }

  /** What the customer has said so far. */
  customerLines(): readonly string[] {
    return this.client.messages(this.room).flatMap(({ sender, body }) => (sender.startsWith('@sb_') ? [body] : []))
  }

  #nameOf(sender: string): string {
    if (sender === this.#bot) return 'bot'
    return sender.startsWith('@sb_') ? 'customer' : sender.slice(1).replace(/:.*/, '')
  }

  async #next(
    what: string,
    by: (event: SeenEvent) => boolean,
    wanted: RegExp | string,
    timeoutMs = 40_000,
  ): Promise<SeenEvent> {
    const fits = ({ body }: SeenEvent) => (typeof wanted === 'string' ? body.includes(wanted) : wanted.test(body))
    const all = () => this.client.messages(this.room)
    const found = await this.client.waitFor(
      what,
      () => all().find((event, index) => index >= this.#read && by(event) && fits(event)),
      timeoutMs,
    )
    this.#read = all().indexOf(found) + 1
    return found
  }
}
