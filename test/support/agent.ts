import type { AgentClient, Invitation } from './agent-client.ts'
import type { Customer } from './customer.ts'
import { untilTime } from './people-time.ts'
import { Talk } from './talk.ts'

/** Who joins sooner after the invitation joins as a program does. */
const decidingMs = 1150

export interface Offer extends Invitation {
  /** When the invitation was seen, ms since the epoch. */
  readonly at: number
}

/** A person in Matrix who talks with the bot and takes conversations. */
export class Agent {
  readonly client: AgentClient
  readonly bot: string
  /** The direct chat with the bot. */
  readonly direct: Talk
  readonly #seen = new Set<Invitation>()

  constructor(client: AgentClient, bot: string, direct: string) {
    this.client = client
    this.bot = bot
    this.direct = new Talk(client, direct, bot)
  }

  get userId(): string {
    return this.client.userId
  }

  /** Says it to the bot in their direct chat; the answer. */
  asks(text: string): Promise<string> {
    return this.direct.asks(text)
  }

  async isReady(): Promise<void> {
    await this.asks('ready')
  }

  /** The next invitation, to a conversation with `who` if that is given. */
  async isOffered(who = '', timeoutMs = 40_000): Promise<Offer> {
    const invitation = await this.client.waitFor(
      `an invitation to talk with ${who || 'somebody'}`,
      () =>
        this.client.invitations.find(
          (one) => !this.#seen.has(one) && (who === '' || one.reason.startsWith(`${who} on `)),
        ),
      timeoutMs,
    )
    this.#seen.add(invitation)
    return { ...invitation, at: Date.now() }
  }

  /** Joins, as a person who read the invitation first. */
  async accepts(offer: Offer): Promise<Talk> {
    await untilTime(offer.at + decidingMs)
    return this.joins(offer)
  }

  /** Joins at once. */
  async joins({ room }: Pick<Offer, 'room'>): Promise<Talk> {
    await this.client.join(room)
    return this.talkIn(room)
  }

  /** The customer writes, is offered to this agent, and both can talk. */
  async meets(customer: Customer, text: string): Promise<Talk> {
    customer.says(text)
    const talk = await this.accepts(await this.isOffered(customer.nick))
    await talk.reads(text)
    await customer.hears('is here now')
    return talk
  }

  talkIn(room: string): Talk {
    return new Talk(this.client, room, this.bot)
  }

  async declines({ room }: Pick<Offer, 'room'>): Promise<void> {
    await this.client.leave(room)
  }

  /** The bot took them out of the room, or took the invitation back. */
  async isRemovedFrom({ room }: Pick<Offer, 'room'>, timeoutMs?: number): Promise<void> {
    await this.client.waitFor('that they are out', () => this.client.membership(room) === 'leave', timeoutMs)
  }
}
