import * as sdk from 'matrix-js-sdk'
import * as logging from 'matrix-js-sdk/lib/logger.js'
import type { SynapseUser } from '../servers/synapse.ts'
import { letGoOfSdkTimers } from './sdk-timers.ts'

letGoOfSdkTimers()

/** The SDK logs every request otherwise. */
const silent = {
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  getChild: () => silent,
}

/** Parts of the SDK do not ask the client for its logger; their own takes its methods from here. */
const common = Reflect.get(logging, 'logger') as unknown as {
  methodFactory: () => () => void
  setLevel(level: string, keep: boolean): void
}
common.methodFactory = () => () => {}
common.setLevel('silent', false)

export interface SeenEvent {
  readonly room: string
  readonly id: string
  readonly sender: string
  readonly type: string
  readonly stateKey: string | undefined
  readonly at: number
  readonly content: Readonly<Record<string, unknown>>
  /** The body of a message, else empty. */
  readonly body: string
}

export interface Invitation {
  readonly room: string
  readonly name: string
  readonly topic: string
  readonly reason: string
}

/** A person in Matrix with a real client SDK: joins, talks and sees what comes by sync, in order. */
export class AgentClient {
  readonly userId: string
  /** All timeline events of joined rooms, in the order of their arrival. */
  readonly events: SeenEvent[] = []
  readonly invitations: Invitation[] = []
  readonly #client: sdk.MatrixClient
  readonly #watchers = new Set<() => void>()
  readonly #noted = new WeakSet<sdk.MatrixEvent>()

  constructor(client: sdk.MatrixClient, userId: string) {
    this.#client = client
    this.userId = userId
    client.on(sdk.RoomEvent.Timeline, (event, room, toStart) => {
      if (toStart || !room) return
      this.events.push(seen(event, room.roomId))
      this.#changed()
    })
    client.on(sdk.RoomEvent.MyMembership, (room) => this.#noteInvitation(room))
    client.on(sdk.ClientEvent.Room, (room) => this.#noteInvitation(room))
    client.on(sdk.RoomMemberEvent.Typing, () => this.#changed())
    client.on(sdk.RoomEvent.Receipt, () => this.#changed())
    client.on(sdk.RoomEvent.Redaction, () => this.#changed())
    // The state of an invitation may come after the room is known.
    client.on(sdk.RoomStateEvent.Events, (event) => {
      const room = client.getRoom(event.getRoomId())
      if (room) this.#noteInvitation(room)
    })
  }

  async start(): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      const onSync = (state: string): void => {
        if (state !== 'PREPARED') return
        this.#client.off(sdk.ClientEvent.Sync, onSync)
        resolve()
      }
      this.#client.on(sdk.ClientEvent.Sync, onSync)
    })
    // Detached: what we send appears when the homeserver shows it to us, in its order and with its id.
    const pendingEventOrdering = sdk.PendingEventOrdering.Detached
    await this.#client.startClient({ initialSyncLimit: 50, lazyLoadMembers: false, pendingEventOrdering })
    await ready
    for (const room of this.#client.getRooms()) {
      this.#noteInvitation(room)
      for (const event of room.getLiveTimeline().getEvents()) this.#addOnce(seen(event, room.roomId))
    }
  }

  async stop(): Promise<void> {
    this.#client.stopClient()
  }

  /** From the next answer of the homeserver on, this program says nothing of whether its person is there. */
  async hidePresence(): Promise<void> {
    await this.#client.setSyncPresence(sdk.SetPresence.Offline)
  }

  async join(room: string): Promise<void> {
    await this.#client.joinRoom(room)
  }

  async leave(room: string): Promise<void> {
    await this.#client.leave(room)
  }

  async says(room: string, body: string): Promise<string> {
    try {
      const { event_id: id } = await this.#client.sendMessage(room, { msgtype: sdk.MsgType.Text, body } as never)
      return id
    } catch (error) {
      this.#giveUpUnsent(room)
      throw error
    }
  }

  async sends(room: string, type: string, content: object): Promise<string> {
    const { event_id: id } = await this.#client.sendEvent(room, type as never, content as never)
    return id
  }

  async redacts(room: string, event: string): Promise<void> {
    await this.#client.redactEvent(room, event)
  }

  async types(room: string, isTyping: boolean): Promise<void> {
    await this.#client.sendTyping(room, isTyping, 20_000)
  }

  /** Whether others type there now, as this person is shown it. */
  seesTyping(room: string): boolean {
    const members = this.#client.getRoom(room)?.getMembers() ?? []
    return members.some(({ userId, typing }) => typing && userId !== this.userId)
  }

  /** Up to which event somebody has read. */
  hasRead(room: string, user: string): string | undefined {
    return this.#client.getRoom(room)?.getEventReadUpTo(user) ?? undefined
  }

  async uploads(name: string, type: string, bytes: Uint8Array): Promise<string> {
    const { content_uri: uri } = await this.#client.uploadContent(Buffer.from(bytes), { name, type })
    return uri
  }

  async startDirectChat(user: string): Promise<string> {
    const { room_id: room } = await this.#client.createRoom({
      invite: [user],
      is_direct: true,
      preset: 'trusted_private_chat' as never,
    })
    return room
  }

  /** As Element X makes direct chats. */
  async startEncryptedChat(user: string): Promise<string> {
    const { room_id: room } = await this.#client.createRoom({
      invite: [user],
      is_direct: true,
      preset: sdk.Preset.TrustedPrivateChat,
      initial_state: [{ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }],
    })
    return room
  }

  /** Who has joined. */
  members(room: string): readonly string[] {
    return (
      this.#client
        .getRoom(room)
        ?.getJoinedMembers()
        .map(({ userId }) => userId) ?? []
    )
  }

  roomName(room: string): string {
    return stateText(this.#client.getRoom(room), 'm.room.name', 'name')
  }

  topic(room: string): string {
    return stateText(this.#client.getRoom(room), 'm.room.topic', 'topic')
  }

  membership(room: string): string {
    return this.#client.getRoom(room)?.getMyMembership() ?? 'none'
  }

  /** The messages of one room so far. */
  messages(room: string): readonly SeenEvent[] {
    return this.events.filter((event) => event.room === room && event.type === 'm.room.message')
  }

  /** Waits until `look` answers something, looking at everything that has come so far first. */
  async waitFor<T>(what: string, look: () => T | undefined | false, timeoutMs = 30_000): Promise<T> {
    const found = look() || (await this.#untilSeen(look, timeoutMs))
    if (found) return found
    const late = `${this.userId} did not see ${what} within ${timeoutMs / 1000} s. Last seen:`
    throw new Error(`${late}\n${this.#lastSeen()}`)
  }

  /** What was not sent would hold up everything behind it, until its writer decides. */
  #giveUpUnsent(room: string): void {
    const pending = this.#client.getRoom(room)?.getPendingEvents() ?? []
    for (const event of pending) if (event.status === sdk.EventStatus.NOT_SENT) this.#client.cancelPendingEvent(event)
  }

  #untilSeen<T>(look: () => T | undefined | false, timeoutMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const finish = (found: T | undefined): void => {
        this.#watchers.delete(check)
        clearTimeout(timer)
        resolve(found)
      }
      const check = (): void => {
        const now = look()
        if (now) finish(now)
      }
      const timer = setTimeout(() => finish(undefined), timeoutMs)
      this.#watchers.add(check)
    })
  }

  sees(room: string, body: RegExp | string, timeoutMs?: number): Promise<SeenEvent> {
    const fits = (text: string): boolean => (typeof body === 'string' ? text.includes(body) : body.test(text))
    return this.waitFor(
      `a message like ${body}`,
      () => this.messages(room).find((event) => fits(event.body)),
      timeoutMs,
    )
  }

  /** The next invitation that was not answered yet (or the n-th of all). */
  invited(fits: (invitation: Invitation) => boolean = () => true, timeoutMs?: number): Promise<Invitation> {
    return this.waitFor(
      'an invitation',
      () => this.invitations.find((one) => this.membership(one.room) === 'invite' && fits(one)),
      timeoutMs,
    )
  }

  /** Each invitation once, also when the same room invites again. */
  #noteInvitation(room: sdk.Room): void {
    const own = stateOf(room)?.getStateEvents('m.room.member', this.userId)
    this.#changed()
    if (own?.getContent()['membership'] !== 'invite') return
    // With an id it is the one of the room's history, seen after joining.
    if (own.getId() !== undefined || this.#noted.has(own)) return
    this.#noted.add(own)
    const reason = String(own.getContent()['reason'] ?? '')
    this.invitations.push({
      room: room.roomId,
      name: stateText(room, 'm.room.name', 'name'),
      topic: stateText(room, 'm.room.topic', 'topic'),
      reason,
    })
    this.#changed()
  }

  #addOnce(event: SeenEvent): void {
    if (!this.events.some(({ id }) => id === event.id)) this.events.push(event)
  }

  #changed(): void {
    for (const check of [...this.#watchers]) check()
  }

  #lastSeen(): string {
    return this.events
      .slice(-12)
      .map(
        (event) =>
          `  ${event.room.slice(0, 8)} ${event.sender} ${event.type} ${event.body || JSON.stringify(event.content).slice(0, 120)}`,
      )
      .join('\n')
  }
}

function seen(event: sdk.MatrixEvent, room: string): SeenEvent {
  const content = event.getContent()
  return {
    room,
    id: event.getId() ?? '',
    sender: event.getSender() ?? '',
    type: event.getType(),
    stateKey: event.getStateKey(),
    at: event.getTs(),
    content,
    body: typeof content['body'] === 'string' ? content['body'] : '',
  }
}

function stateOf(room: sdk.Room | null): sdk.RoomState | undefined {
  return room?.getLiveTimeline().getState(sdk.EventTimeline.FORWARDS)
}

function stateText(room: sdk.Room | null, type: string, key: string): string {
  const value: unknown = stateOf(room)?.getStateEvents(type, '')?.getContent()[key]
  return typeof value === 'string' ? value : ''
}

/** Logs in with the given account and follows its rooms. */
export async function openAgentClient(homeserver: string, user: SynapseUser): Promise<AgentClient> {
  const client = sdk.createClient({
    baseUrl: homeserver,
    userId: user.userId,
    accessToken: user.accessToken,
    deviceId: user.deviceId,
    logger: silent,
  })
  const agent = new AgentClient(client, user.userId)
  await agent.start()
  return agent
}
