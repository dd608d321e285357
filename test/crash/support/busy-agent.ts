import { setTimeout as pause } from 'node:timers/promises'
import type { AgentClient } from '../../support/agent-client.ts'
import type { Random } from './random.ts'

/** Who joins sooner after an invitation joins as a program does, and then joining counts for nothing. */
const decidingMs = 1150
const lookEveryMs = 40
const retryMs = 300
const slowestMs = 200

/** An agent who accepts all offers, writes numbered lines in each room, then hands the conversation on or closes it. */
export class BusyAgent {
  /** How many of a hundred conversations are handed to the other queue. */
  transfersPercent = 0
  /** How many lines they write in a room before that. */
  lines: { readonly least: number; readonly most: number } = { least: 1, most: 3 }
  readonly client: AgentClient
  readonly #name: string
  readonly #random: Random
  readonly #talks = new Map<string, Promise<void>>()
  /** Rooms they closed or handed on, as long as they are in them. */
  readonly #finished = new Set<string>()
  readonly #problems: unknown[] = []
  readonly #handedOn: Set<string>
  #count = 0
  #isLeaving = false
  #working: Promise<void> | undefined

  /** `handedOn`: rooms of conversations that were handed on once, of all agents of the desk. */
  constructor(name: string, client: AgentClient, random: Random, handedOn: Set<string>) {
    this.#name = name
    this.client = client
    this.#random = random
    this.#handedOn = handedOn
  }

  /** Opens a direct chat with the bot and says ready. */
  async beReady(bot: string): Promise<void> {
    const { client } = this
    const room = await client.startDirectChat(bot)
    const count = () => client.messages(room).filter(({ sender }) => sender === bot).length
    await client.waitFor('the introduction', () => count() === 1, 20_000)
    await client.says(room, 'ready')
    await client.waitFor('an answer to ready', () => count() === 2, 20_000)
    this.#working = this.#work()
  }

  async leave(): Promise<void> {
    this.#isLeaving = true
    await this.#working
    await Promise.all(this.#talks.values())
    await this.client.stop()
  }

  /** Fails if one of the conversations could not be worked on. */
  check(): void {
    if (this.#problems.length > 0) throw this.#problems[0]
  }

  async #work(): Promise<void> {
    while (!this.#isLeaving) {
      for (const room of this.#offers()) this.#begin(room)
      await pause(lookEveryMs)
    }
  }

  /** An agent may be offered a room again that they handed on, once they were taken out of it. */
  #offers(): readonly string[] {
    const rooms = new Set(this.client.invitations.filter(({ reason }) => reason !== '').map(({ room }) => room))
    for (const room of this.#finished) if (this.#isOut(room)) this.#finished.delete(room)
    return [...rooms].filter(
      (room) => this.client.membership(room) === 'invite' && !this.#talks.has(room) && !this.#finished.has(room),
    )
  }

  #begin(room: string): void {
    const talk = this.#talk(room)
      .catch((error: unknown) => void this.#problems.push(error))
      .finally(() => this.#talks.delete(room))
    this.#talks.set(room, talk)
  }

  async #talk(room: string): Promise<void> {
    await pause(decidingMs)
    if (!(await this.#join(room))) return
    const lines = this.#random.between(this.lines.least, this.lines.most)
    for (let line = 0; line < lines && !this.#isOut(room); line++) {
      await pause(this.#random.between(20, slowestMs))
      await this.client.says(room, `${this.#name}-${++this.#count}`).catch(() => pause(retryMs))
    }
    const isHandedOn = this.#random.between(1, 100) <= this.transfersPercent && !this.#handedOn.has(room)
    if (isHandedOn) this.#handedOn.add(room)
    await this.#order(room, isHandedOn ? '!transfer second somebody else knows this' : '!close solved')
  }

  /** False when the invitation was taken back. */
  async #join(room: string): Promise<boolean> {
    while (!this.#isOut(room) && !this.#isLeaving) {
      const isIn = await this.client.join(room).then(
        () => true,
        () => pause(retryMs, false),
      )
      if (isIn) return true
    }
    return false
  }

  /** Says it until the homeserver has taken it: a homeserver that is away must not keep a conversation open for ever. */
  async #order(room: string, text: string): Promise<void> {
    while (!this.#isOut(room) && !this.#isLeaving) {
      const isTaken = await this.client.says(room, text).then(
        () => true,
        () => pause(retryMs, false),
      )
      if (isTaken) return void this.#finished.add(room)
    }
  }

  /** After a join the client may take itself for invited once more, until it hears from the homeserver. */
  #isOut(room: string): boolean {
    return !['invite', 'join'].includes(this.client.membership(room))
  }
}
