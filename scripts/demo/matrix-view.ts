import type { AgentClient, Invitation, SeenEvent } from '../../test/support/agent-client.ts'
import { printLine } from './screen.ts'
import { bot } from './switchboard.ts'

interface Seat {
  readonly name: string
  readonly client: AgentClient
  shownEvents: number
  shownInvitations: number
}

/** Prints what people see in Matrix, as it comes, whoever did it: the play, and later the person who tries it. */
export class MatrixView {
  readonly #seats: readonly Seat[]
  /** Events and invitations that need no line, or have one. */
  readonly #done = new Set<string>()
  /** What the play just did and printed; its event may come before its id is known. */
  readonly #echoes = new Set<string>()

  constructor(people: Readonly<Record<string, AgentClient>>) {
    this.#seats = Object.entries(people).map(([name, client]) => ({
      name,
      client,
      shownEvents: 0,
      shownInvitations: 0,
    }))
  }

  /** Says something as this person. It is printed at once. */
  async says(name: string, room: string, text: string): Promise<void> {
    this.show()
    const { client } = this.#seatOf(name)
    const echo = echoOf(client.userId, room, text)
    this.#echoes.add(echo)
    printLine({ network: 'Matrix', who: `${name} → ${listenerOf(client, room, text)}`, text })
    this.#done.add(await client.says(room, text))
    this.#echoes.delete(echo)
  }

  /** Accepts an invitation as this person. It is printed at once. */
  async joins(name: string, { room, name: title }: Invitation): Promise<void> {
    this.show()
    const { client } = this.#seatOf(name)
    this.#echoes.add(echoOf(client.userId, room, 'joins'))
    printLine({ network: 'Matrix', who: name, text: `joins "${title}"`, isAct: true })
    await client.join(room)
  }

  /** Begins a direct chat with the bot as this person. Resolves with its room. */
  startsChat(name: string): Promise<string> {
    printLine({ network: 'Matrix', who: `${name} → bot`, text: 'begins a direct chat', isAct: true })
    return this.#seatOf(name).client.startDirectChat(bot)
  }

  /** Prints what is new. */
  show(): void {
    for (const seat of this.#seats) {
      const { client, shownInvitations, shownEvents } = seat
      seat.shownInvitations = client.invitations.length
      seat.shownEvents = client.events.length
      for (const one of client.invitations.slice(shownInvitations)) this.#showInvitation(seat, one)
      for (const event of client.events.slice(shownEvents)) this.#showEvent(seat, event)
    }
  }

  /** Those who joined see their invitation once more, as a part of the room's state. */
  #showInvitation({ name, client }: Seat, { room, name: title, topic, reason }: Invitation): void {
    const id = echoOf(client.userId, room, reason)
    if (this.#done.has(id)) return
    this.#done.add(id)
    const words = [`invites ${name} to the room "${title}"`, topic, reason].filter((text) => text !== '')
    printLine({ network: 'Matrix', who: `bot → ${name}`, text: words.join('\n'), isAct: true })
  }

  #showEvent(seat: Seat, event: SeenEvent): void {
    // Before the homeserver has it, an event of our own has an id that begins with "~".
    if (event.id.startsWith('~') || this.#done.has(event.id)) return
    this.#done.add(event.id)
    if (event.type === 'm.room.message') this.#showMessage(seat, event)
    else if (event.type === 'm.room.member') this.#showMembership(event)
  }

  #showMessage({ name, client }: Seat, { sender, room, body, content }: SeenEvent): void {
    if (this.#echoes.delete(echoOf(sender, room, body))) return
    const isEdit = 'm.new_content' in content
    const speaker = sender === bot ? 'bot' : (this.#seatWith(sender)?.name ?? customerOf(client, room))
    const listener = sender === client.userId ? listenerOf(client, room, body) : name
    const text = isEdit ? `the message now reads: ${body.replace(/^\* /, '')}` : body
    printLine({ network: 'Matrix', who: `${speaker} → ${listener}`, text, isAct: isEdit })
  }

  #showMembership({ sender, stateKey, content, room }: SeenEvent): void {
    const seat = sender === stateKey ? this.#seatWith(sender) : undefined
    const title = seat?.client.roomName(room) ?? ''
    const verb = content['membership'] === 'join' ? 'joins' : 'leaves'
    // Rooms without a name are direct chats; changes of a name and of a picture are joins too.
    if (seat === undefined || title === '' || this.#echoes.has(echoOf(sender, room, verb))) return
    printLine({ network: 'Matrix', who: seat.name, text: `${verb} "${title}"`, isAct: true })
  }

  #seatWith(userId: string): Seat | undefined {
    return this.#seats.find(({ client }) => client.userId === userId)
  }

  #seatOf(name: string): Seat {
    const seat = this.#seats.find((candidate) => candidate.name === name)
    if (!seat) throw new Error(`There is no ${name}`)
    return seat
  }
}

function echoOf(sender: string, room: string, what: string): string {
  return `${sender} ${room} ${what}`
}

function listenerOf(client: AgentClient, room: string, text: string): string {
  const customer = customerOf(client, room)
  return customer === undefined || text.startsWith('!') ? 'bot' : customer
}

/** The room of a conversation is called by customer and queue: "anna · billing". */
function customerOf(client: AgentClient, room: string): string | undefined {
  const [customer, queue] = client.roomName(room).split(' · ')
  return queue === undefined ? undefined : customer
}
