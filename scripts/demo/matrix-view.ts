import type { AgentClient, Invitation, SeenEvent } from '../../test/support/agent-client.ts'
import { printLine } from './screen.ts'
import { bot } from './switchboard.ts'

/** Prints what people see in Matrix, as it comes, whoever did it: the play, and later the person who tries it. */
export class MatrixView {
  readonly #seats: readonly Seat[]
  readonly #printed = new Set<string>()
  /** What the play said itself and printed already; its echo follows. */
  readonly #expected: string[] = []

  constructor(people: Readonly<Record<string, AgentClient>>) {
    this.#seats = Object.entries(people).map(([name, client]) => ({ name, client, events: 0, invitations: 0 }))
  }

  /** Says something as this person, and prints it at once. */
  async says(name: string, room: string, text: string): Promise<void> {
    const { client } = this.#seatOf(name)
    this.show()
    this.#expected.push(echoOf(client.userId, room, text))
    printLine({ network: 'Matrix', who: `${name} → ${this.#listener(client, room, text)}`, text })
    await client.says(room, text)
  }

  /** Prints what is new. */
  show(): void {
    for (const seat of this.#seats) {
      for (const one of seat.client.invitations.slice(seat.invitations)) this.#showInvitation(seat, one)
      seat.invitations = seat.client.invitations.length
      for (const event of seat.client.events.slice(seat.events)) this.#showEvent(seat, event)
      seat.events = seat.client.events.length
    }
  }

  #showInvitation({ name, client }: Seat, { room, name: title, topic, reason }: Invitation): void {
    if (this.#printed.has(`${client.userId} ${room}`)) return
    const words = [`invites ${name} to the room "${title}"`, topic, reason].filter((text) => text !== '')
    printLine({ network: 'Matrix', who: `bot → ${name}`, text: words.join('\n'), isAct: true })
  }

  #showEvent({ name, client }: Seat, event: SeenEvent): void {
    if (this.#printed.has(event.id)) return
    this.#printed.add(event.id)
    if (event.type === 'm.room.message') this.#showMessage(name, client, event)
    else if (event.type === 'm.room.member') this.#showMembership(event)
  }

  #showMessage(name: string, client: AgentClient, { sender, room, body }: SeenEvent): void {
    const echo = this.#expected.indexOf(echoOf(sender, room, body))
    if (echo >= 0) {
      this.#expected.splice(echo, 1)
      return
    }
    const speaker = this.#nameOf(sender) ?? customerOf(client, room)
    const listener = sender === client.userId ? this.#listener(client, room, body) : name
    printLine({ network: 'Matrix', who: `${speaker} → ${listener}`, text: body })
  }

  #showMembership({ sender, stateKey, content, room }: SeenEvent): void {
    const who = this.#nameOf(sender)
    if (who === undefined || who === 'bot' || sender !== stateKey || content['membership'] === 'invite') return
    const verb = content['membership'] === 'join' ? 'joins' : 'leaves'
    const seat = this.#seats.find(({ client }) => client.userId === sender)
    const title = seat?.client.roomName(room)
    printLine({ network: 'Matrix', who, text: title ? `${verb} "${title}"` : verb, isAct: true })
  }

  #listener(client: AgentClient, room: string, text: string): string {
    return isConversation(client, room) && !text.startsWith('!') ? customerOf(client, room) : 'bot'
  }

  #nameOf(userId: string): string | undefined {
    if (userId === bot) return 'bot'
    return this.#seats.find(({ client }) => client.userId === userId)?.name
  }

  #seatOf(name: string): Seat {
    const seat = this.#seats.find((candidate) => candidate.name === name)
    if (!seat) throw new Error(`There is no ${name}`)
    return seat
  }
}

interface Seat {
  readonly name: string
  readonly client: AgentClient
  events: number
  invitations: number
}

function echoOf(sender: string, room: string, text: string): string {
  return `${sender} ${room} ${text}`
}

/** The room of a conversation is called by customer and queue: "anna · billing". */
function isConversation(client: AgentClient, room: string): boolean {
  return client.roomName(room).includes(' · ')
}

function customerOf(client: AgentClient, room: string): string {
  return client.roomName(room).split(' · ')[0] ?? ''
}
