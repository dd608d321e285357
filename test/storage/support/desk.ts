import assert from 'node:assert/strict'
import pg from 'pg'
import type { App, AppSettings } from '../../../src/app/deps.ts'
import { createDispatcher, type Dispatcher } from '../../../src/app/dispatch.ts'
import { ownLease } from '../../../src/app/own-lease.ts'
import { configSchema } from '../../../src/config/schema.ts'
import type { AgentId, ContactId, ConversationId, MatrixEventId, NetworkId, RoomId } from '../../../src/core/ids.ts'
import { ListeningWakeUps } from '../../../src/jobs/wake-ups.ts'
import { makeApp } from '../../../src/main/make-app.ts'
import { createLoopbackNetwork } from '../../../src/networks/index.ts'
import type { LoopbackNetwork, LoopbackSettings } from '../../../src/networks/loopback/loopback-network.ts'
import { createMetrics } from '../../../src/observe/metrics.ts'
import type { HeldLease, LeaseName } from '../../../src/ports/lease.ts'
import type { Store } from '../../../src/ports/store.ts'
import type { WakeUps } from '../../../src/ports/wake-ups.ts'
import { openStore } from '../../../src/storage/open-store.ts'
import { LoopbackMatrix } from '../../support/loopback-matrix.ts'
import { waitFor } from '../../support/wait-for.ts'
import { storeDatabase } from './store-database.ts'
import { testStore } from './test-store.ts'

export const root = '@root:hs' as AgentId
export const sam = '@sam:hs' as AgentId
export const mira = '@mira:hs' as AgentId
export const ben = '@ben:hs' as AgentId
export const stranger = '@eve:elsewhere' as AgentId
export const mallory = '@mallory:hs' as AgentId
export const adminRoom = '!admin:hs' as RoomId

const holder = 'desk'

/** In one statement, so that nothing slips from one to the other between two looks. */
const waitingRows = `SELECT (SELECT count(*) FROM inbox WHERE parked_at IS NULL)::integer
  + (SELECT count(*) FROM outbox)::integer AS waiting`

const config = configSchema.parse({
  homeserver: { address: 'http://127.0.0.1:1', domain: 'hs' },
  appservice: { address: 'http://127.0.0.1:2', as_token: 'a'.repeat(40), hs_token: 'h'.repeat(40) },
  bridge: { permissions: { hs: 'agent', [root]: 'admin', [sam]: 'supervisor', [mallory]: 'block' } },
  networks: [{ id: 'libera', type: 'irc', displayname: 'Libera', address: '127.0.0.1', nick: 'support' }],
  limits: { per_identity: 100, per_host: 100, per_network: 100 },
})

/** The bot at work on a real database, with a homeserver and a network within the process. */
export class Desk {
  readonly matrix = new LoopbackMatrix()
  readonly network: LoopbackNetwork
  readonly app: App
  readonly store: Store
  /** What was logged as an error: none is expected. */
  readonly errors: string[] = []
  readonly #dispatcher: Dispatcher
  readonly #end = new AbortController()
  readonly #wakeUps: ListeningWakeUps
  readonly #uri: string
  readonly #watcher: pg.Client
  #work: Promise<unknown> = Promise.resolve()
  #events = 0

  constructor(uri: string, carries: NonNullable<LoopbackSettings['carries']>, settings: Partial<AppSettings>) {
    const own = { id: 'libera' as NetworkId, displayName: 'Libera', contact: 'support' as ContactId, carries }
    this.network = createLoopbackNetwork(own, { now: Date.now })
    this.#wakeUps = new ListeningWakeUps({ uri })
    this.#uri = uri
    this.#watcher = new pg.Client(uri)
    const wake: WakeUps['wake'] = (topic, dueAt) => this.#wakeUps.wake(topic, dueAt)
    this.store = openStore({ uri, holder, maxConnections: 8, now: Date.now, wake })
    this.app = this.#makeApp()
    Object.assign(this.app.settings, settings)
    this.#dispatcher = createDispatcher(this.app, () => this.#leases)
  }

  #leases: readonly HeldLease[] = []

  async open(): Promise<void> {
    await this.#watcher.connect()
    await this.#wakeUps.start()
    await this.store.setAdminRoom(adminRoom)
    for (const user of [root, sam, mira, ben]) await this.store.setDirectRoom(user, directRoomOf(user))
    this.#wakeUps.on('agents', () => this.#dispatcher.agentsChanged())
    const names: readonly LeaseName[] = ['bot', 'network:libera']
    this.#leases = await Promise.all(names.map((name) => this.#hold(name)))
    const [bot, network] = this.#leases
    assert(bot && network)
    this.#work = Promise.all([ownLease(this.app, bot, undefined), ownLease(this.app, network, this.network.id)])
    await waitFor('the network to be up', async () => this.network.health().state === 'up')
  }

  /** How another process on this database is told things. */
  async neighbour(): Promise<ListeningWakeUps> {
    const wakeUps = new ListeningWakeUps({ uri: this.#uri })
    await wakeUps.start()
    return wakeUps
  }

  async close(): Promise<void> {
    this.#end.abort()
    await this.#work
    await this.#dispatcher.idle()
    await this.#wakeUps.close()
    await this.store.close()
    await this.#watcher.end()
    assert.deepEqual(this.errors, [])
  }

  /** Sends a line and answers what the bot said in that room until nothing was left to do. */
  async asks(person: AgentId, room: RoomId, text: string): Promise<string> {
    const before = this.matrix.posted.length
    await this.says(person, room, { msgtype: 'm.text', body: text })
    await this.quiet()
    return this.#saidByBot(room, before)
  }

  async admin(...lines: readonly string[]): Promise<string> {
    let answer = ''
    for (const line of lines) answer = await this.asks(root, adminRoom, line)
    return answer
  }

  /** The same in the person's direct room with the bot. */
  direct(person: AgentId, text: string): Promise<string> {
    return this.asks(person, directRoomOf(person), text)
  }

  async says(person: AgentId, room: RoomId, content: object): Promise<void> {
    await this.submit(room, { type: 'm.room.message', sender: person, content })
  }

  async submit(room: RoomId, event: object): Promise<void> {
    this.#events += 1
    const eventId = `$e${this.#events}` as MatrixEventId
    const body = { room_id: room, event_id: eventId, origin_server_ts: Date.now(), ...event }
    await this.store.submitMatrix([{ room, eventId, body }])
  }

  async becomes(user: string, room: RoomId, membership: string, previous: string, sender = user): Promise<void> {
    const unsigned = { prev_content: { membership: previous } }
    const content = { membership }
    await this.submit(room, { type: 'm.room.member', sender, state_key: user, content, unsigned })
    await this.quiet()
  }

  async customerWrites(name: string, text: string): Promise<void> {
    await this.network.person(name).write(text)
    await this.quiet()
  }

  /** All that this customer was sent, in order. */
  textsTo(name: string): readonly string[] {
    return this.network.person(name).received.map(({ text }) => text)
  }

  /** Billing with its default rule is live; Mira is its agent. */
  async withBilling(): Promise<void> {
    await this.admin('queue add billing wrapup 0s', 'rule default queue billing', 'agent add @mira:hs queues billing')
    await this.admin('rule publish "begin"')
  }

  /** Another network is configured that carries everything, with this contact; nobody writes there. */
  alsoOn(id: string, displayName: string, contact: string): void {
    const settings = { id: id as NetworkId, displayName, contact: contact as ContactId }
    const other = createLoopbackNetwork(settings, { now: Date.now })
    const own = { id: settings.contact, name: contact, language: 'en', greetsOn: ['message'] } as const
    Object.assign(this.app, { networks: new Map([...this.app.networks, [other.id, other]]) })
    const contacts = new Map([...this.app.settings.contacts, [other.id, [own]]])
    Object.assign(this.app.settings, { contacts })
  }

  /** Mira has the conversation of a customer who has just written. */
  async withConversation(name: string, text = 'my invoice is wrong'): Promise<{ id: ConversationId; room: RoomId }> {
    await this.direct(mira, 'ready')
    const invitations = this.matrix.invitations.length
    await this.network.person(name).write(text)
    const { room, user } = await this.invitation(invitations)
    assert.equal(user, mira)
    await this.becomes(mira, room, 'join', 'invite')
    const id = Number(/\d+/.exec(room)?.[0]) as ConversationId
    return { id, room }
  }

  /** The one at this place, be it there already or still to come. */
  async invitation(index: number): Promise<LoopbackMatrix['invitations'][number]> {
    return waitFor(`invitation ${index}`, () => this.matrix.invitations[index])
  }

  /** Resolves when everything that came in is applied and everything that follows from it is carried out. */
  async quiet(): Promise<void> {
    await waitFor('nothing left to do', async () => {
      await this.#dispatcher.idle()
      const { rows } = await this.#watcher.query<{ waiting: number }>(waitingRows)
      return rows[0]?.waiting === 0
    })
  }

  async sql<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.#watcher.query<R>(text, [...values])).rows
  }

  async status(id: ConversationId): Promise<string | undefined> {
    return (await this.store.conversation(id))?.conversation.status
  }

  #saidByBot(room: RoomId, since: number): string {
    const own = this.matrix.posted.slice(since).filter((post) => post.room === room && post.by === 'bot')
    return own.map(({ message }) => message.text).join('\n')
  }

  async #hold(name: LeaseName): Promise<HeldLease> {
    const other = testStore(this.#uri, holder)
    const { epoch } = await other.takeLease(name)
    await other.close()
    const { signal } = this.#end
    return { name, epoch, signal, isHeld: () => !signal.aborted }
  }

  #makeApp(): App {
    const { store, matrix, network } = this
    const note = (fields: object, text: string) =>
      void this.errors.push(`${text} ${'error' in fields ? String((fields.error as Error).stack) : ''}`)
    const silent = () => undefined
    return makeApp({
      config,
      version: '1.2.3',
      store,
      matrix,
      networks: new Map([[network.id, network]]),
      wakeUps: this.#wakeUps,
      log: { debug: silent, info: silent, warn: silent, error: note },
      metrics: createMetrics({ withProcess: false }),
      adminRoom: () => adminRoom,
    })
  }
}

export function directRoomOf(person: AgentId): RoomId {
  return `!direct-${person.slice(1)}` as RoomId
}

/** A desk on a database of its own for each test; its network carries text, or everything. `settings`: in place of what the configuration says. */
export function useDesk(
  carries: NonNullable<LoopbackSettings['carries']> = 'text',
  settings: Partial<AppSettings> = {},
): () => Desk {
  let desk: Desk
  let drop: () => Promise<void>
  beforeEach(async () => {
    const database = await storeDatabase()
    drop = () => database.drop()
    desk = new Desk(database.uri, carries, settings)
    await desk.open()
  })
  afterEach(async () => {
    try {
      await desk.close()
    } finally {
      await drop()
    }
  })
  return () => desk
}
