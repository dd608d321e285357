import pg from 'pg'
import { type Inspircd, startInspircd } from '../servers/inspircd.ts'
import { connectIrc, type IrcClientOptions } from '../servers/irc-client.ts'
import { Postgres, startPostgres } from '../servers/postgres.ts'
import { startProsody } from '../servers/prosody.ts'
import type { SlackCustomer } from '../servers/slack/slack-customer.ts'
import type { SlackServer } from '../servers/slack/slack-server.ts'
import { type Synapse, type SynapseUser, startSynapse } from '../servers/synapse.ts'
import { openIrssi, openProfanity, type Terminal } from '../servers/terminal.ts'
import { type TestDatabase, testDatabase } from '../servers/test-database.ts'
import { openWeechat, type Weechat } from '../servers/weechat.ts'
import type { XmppClient, XmppClientOptions } from '../servers/xmpp-client.ts'
import type { XmppServer } from '../servers/xmpp-server.ts'
import { Agent } from './agent.ts'
import { type AgentClient, openAgentClient } from './agent-client.ts'
import { Customer } from './customer.ts'
import { type Forwarder, openForwarder } from './forwarder.ts'
import { freePort } from './free-port.ts'
import { findPlaces } from './passer-by.ts'
import type { Places } from './places.ts'
import { startSlack } from './slack-rig.ts'
import { prepareSwitchboard, type SwitchboardProcess } from './switchboard-process.ts'
import { Talk } from './talk.ts'

const domain = 'switchboard.test'
const bot = `@switchboard:${domain}`
/** What most programs say of themselves; without an answer routing waits its 5 s. */
const usualVersion = { text: 'irssi v1.4.3 - running on Linux x86_64' }

export interface WorldOptions {
  /** What the admin types before the play begins; `rule publish` is added. */
  readonly setUp?: readonly string[]
  /** Parts of the configuration. */
  readonly config?: Readonly<Record<string, object>>
  /** Parts of the homeserver's. */
  readonly synapse?: Readonly<Record<string, object>>
  /** A PostgreSQL of its own, which the play may stop. */
  readonly ownPostgres?: boolean
  /** How fast Switchboard may write to IRC; as fast as it can when absent. */
  readonly flood?: { readonly burst: number; readonly interval_ms: number }
  /** With an XMPP server too, on which we are the contact `people`, or these contacts. */
  readonly xmpp?: true | readonly object[]
  /** With a workspace of the stand-in for Slack that has our app. */
  readonly slack?: true
}

export type CustomerOptions = Partial<IrcClientOptions> & { readonly contact?: 'support' | 'hotline' }

interface Parts {
  readonly irc: Inspircd
  readonly synapse: Synapse
  readonly database: TestDatabase | Postgres
  readonly switchboard: SwitchboardProcess
  readonly detour: Forwarder
  readonly front?: Forwarder
  readonly prosody?: XmppServer | undefined
  readonly slack?: SlackServer | undefined
}

/**
 * Everything there is: a homeserver, an IRC server, a database and Switchboard, which has two contacts on IRC: `support`,
 * where the questions of the play are asked, and `hotline`, where none are if they are added with `contact support`. Their
 * addresses are other words: people have them from what is advertised.
 */
export class World {
  readonly bot = bot
  readonly irc: Inspircd
  readonly synapse: Synapse
  readonly switchboard: SwitchboardProcess
  /** On the way from Switchboard to the homeserver. */
  readonly detour: Forwarder
  /** Where the homeserver finds Switchboard. */
  readonly front: Forwarder | undefined
  readonly #processes: SwitchboardProcess[] = []
  readonly #prosody: XmppServer | undefined
  readonly #slack: SlackServer | undefined
  readonly #database: TestDatabase | Postgres
  readonly #clients: AgentClient[] = []
  readonly #customers: Customer[] = []
  readonly #terminals: (Terminal | Weechat)[] = []
  readonly #programs: XmppClient[] = []
  #admin: Talk | undefined
  #places: Places | undefined
  #serverAdmin: SynapseUser | undefined
  #adminTurn: Promise<unknown> = Promise.resolve()

  constructor({ irc, synapse, database, switchboard, detour, front, prosody, slack }: Parts) {
    this.#prosody = prosody
    this.#slack = slack
    this.detour = detour
    this.front = front
    this.irc = irc
    this.synapse = synapse
    this.switchboard = switchboard
    this.#database = database
  }

  /** With `ownPostgres` only. */
  get postgres(): Postgres {
    if (!(this.#database instanceof Postgres)) throw new Error('This world shares its PostgreSQL.')
    return this.#database
  }

  /** What one look into the database shows. */
  async rows<Row extends pg.QueryResultRow>(query: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const client = new pg.Client({ connectionString: databaseUri(this.#database) })
    await client.connect()
    try {
      return (await client.query<Row>(query, [...values])).rows
    } finally {
      await client.end()
    }
  }

  /** Where people find our contacts: learned once, from what is advertised. */
  get places(): Places {
    if (!this.#places) throw new Error('Nobody has looked for our contacts yet.')
    return this.#places
  }

  /** The room of the admins, as the admin sees it. */
  get adminRoom(): Talk {
    if (!this.#admin) throw new Error('The admin has not come yet.')
    return this.#admin
  }

  /** The admin types one line in the admin room; the answer. Calls wait for each other. */
  admin(line: string): Promise<string> {
    const answer = this.#adminTurn.then(() => this.adminRoom.asks(line))
    this.#adminTurn = answer.catch(() => undefined)
    return answer
  }

  /** Somebody on IRC with a program that says what it is. */
  customer(nick: string, options: CustomerOptions = {}): Promise<Customer> {
    return this.silent(nick, { version: usualVersion, ...options })
  }

  /** Somebody on IRC whose program does not say what it is, unless `version` tells how. */
  async silent(nick: string, { contact = 'support', ...options }: CustomerOptions = {}): Promise<Customer> {
    const { host, port, nick: ours } = this.places.irc(contact)
    const customer = new Customer(await connectIrc({ host, port, nick, ...options }), ours)
    this.#customers.push(customer)
    return customer
  }

  /** Somebody on IRC with irssi as Debian ships it, on the server where `support` is. */
  async irssi(nick: string): Promise<Terminal> {
    const { host, port } = this.places.irc('support')
    const terminal = await openIrssi({ host, port, nick })
    this.#terminals.push(terminal)
    return terminal
  }

  /** Somebody on IRC with WeeChat as Debian ships it, on the server where `support` is. */
  async weechat(nick: string): Promise<Weechat> {
    const { host, port } = this.places.irc('support')
    const weechat = await openWeechat({ host, port, nick })
    this.#terminals.push(weechat)
    return weechat
  }

  /** Somebody on XMPP with Profanity as Debian ships it; with `xmpp` only. */
  async profanity(name: string): Promise<Terminal> {
    if (!this.#prosody) throw new Error('This world has no XMPP server.')
    const terminal = await openProfanity({ port: this.#prosody.port, jid: await this.#prosody.makeAccount(name) })
    this.#terminals.push(terminal)
    return terminal
  }

  /** Somebody on XMPP; with `xmpp` only. */
  async onXmpp(name: string, options: Partial<XmppClientOptions> = {}): Promise<XmppClient> {
    if (!this.#prosody) throw new Error('This world has no XMPP server.')
    const program = await this.#prosody.connect(name, options)
    this.#programs.push(program)
    return program
  }

  /** The workspace; with `slack` only. */
  get slack(): SlackServer {
    if (!this.#slack) throw new Error('This world has no Slack.')
    return this.#slack
  }

  /** Somebody in the workspace. */
  onSlack(name: string): SlackCustomer {
    return this.slack.customer(name)
  }

  /** A new agent with a direct chat with the bot, not ready yet. `entry` as in `agent add`: `queues billing capacity 2`. */
  async agent(name: string, entry: string): Promise<Agent> {
    const shown = `${name[0]?.toUpperCase()}${name.slice(1)}`
    const [client, answer] = await Promise.all([
      this.client(name),
      this.admin(`agent add @${name}:${domain} ${entry} name ${shown}`),
    ])
    if (!/is an agent now/.test(answer)) throw new Error(`agent add was refused: ${answer}`)
    return this.#inDirectChat(client)
  }

  /** A new agent who is ready. */
  async readyAgent(name: string, entry: string): Promise<Agent> {
    const agent = await this.agent(name, entry)
    await agent.isReady()
    return agent
  }

  /** Somebody in Matrix with a direct chat with the bot, nothing more. */
  async person(name: string): Promise<Agent> {
    return this.#inDirectChat(await this.client(name))
  }

  /** What each Switchboard logged, the first one's first. */
  get logs(): readonly string[] {
    return [this.switchboard, ...this.#processes].map(({ output }) => output)
  }

  /** One more process on the same database, started and waiting for leases. */
  async anotherProcess(): Promise<SwitchboardProcess> {
    const process = await this.switchboard.twin()
    this.#processes.push(process)
    await process.start()
    return process
  }

  /** What only an admin of the homeserver can do: somebody is invited into a room that is not theirs. */
  async inviteByServer(room: string, user: string): Promise<void> {
    const address = `${this.synapse.url}/_synapse/admin/v1/rooms/${encodeURIComponent(room)}/make_room_admin`
    const headers = { authorization: `Bearer ${this.#serverAdmin?.accessToken}`, 'content-type': 'application/json' }
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ user_id: user }) })
    if (!answer.ok) throw new Error(`Synapse refused: ${answer.status} ${await answer.text()}`)
  }

  async client(name: string, isAdmin = false): Promise<AgentClient> {
    const user = await this.synapse.registerUser(name, name, isAdmin)
    if (isAdmin) this.#serverAdmin = user
    const client = await openAgentClient(this.synapse.url, user)
    this.#clients.push(client)
    return client
  }

  /** The admin enters the admin room and types all this; then somebody looks where we are to be found. */
  async begin(lines: readonly string[]): Promise<void> {
    const client = await this.client('admin', true)
    await this.switchboard.start()
    const { room } = await client.invited(undefined, 30_000)
    await client.join(room)
    this.#admin = new Talk(client, room, bot)
    if (lines.length > 0) await this.#setUp(this.#admin, lines)
    const [prosody, slack] = [this.#prosody, this.#slack]
    this.#places = await findPlaces(await this.admin('contact links'), {
      xmpp: prosody && (() => prosody.connect('passerby')),
      slack: slack && (() => slack.customer('passerby')),
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients, ...this.#terminals].map((one) => one.stop()))
    await Promise.all(this.#programs.map((program) => program.quits()))
    await Promise.all(this.#customers.filter(({ irc }) => irc.isOpen).map(({ irc }) => irc.disconnect()))
    this.detour.release()
    await Promise.all([this.switchboard, ...this.#processes].map((one) => one.stop()))
    await Promise.all([
      this.front?.close(),
      this.detour.close(),
      this.irc.stop(),
      this.#prosody?.stop(),
      this.#slack?.stop(),
      this.synapse.stop(),
      this.#database[Symbol.asyncDispose](),
    ])
  }

  async #setUp(admin: Talk, lines: readonly string[]): Promise<void> {
    const { client, room } = admin
    for (const line of lines) await admin.says(line)
    const answers = () => client.messages(room).filter(({ sender, id }) => sender === bot && id !== '')
    await client.waitFor('all answers', () => answers().length >= lines.length, 30_000)
    const all = answers().map(({ body }) => body)
    const refused = all.filter((body) => !body.includes('Not live yet'))
    if (refused.length > 0) throw new Error(refused.join('\n'))
    const live = await this.admin('rule publish "the play begins"')
    if (!/ is live/.test(live)) throw new Error([...all, live].join('\n'))
  }

  async #inDirectChat(client: AgentClient): Promise<Agent> {
    const direct = await client.startDirectChat(bot)
    await client.waitFor('the bot in the direct chat', () => client.messages(direct).length > 0)
    return new Agent(client, bot, direct)
  }
}

const noLimit = { burst: 100, interval_ms: 10 }

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { setUp = [], config = {}, ownPostgres = false, flood = noLimit } = options
  const database = ownPostgres ? await startPostgres() : await testDatabase()
  const irc = await startInspircd({ allowFloods: true })
  const prosody = options.xmpp ? await startProsody() : undefined
  const slack = options.slack ? await startSlack() : undefined
  const port = await freePort()
  const detour = await openForwarder(await freePort(), port)
  const front = await openForwarder(await freePort(), 0)
  const { bridge, ...rest } = config
  const switchboard = await prepareSwitchboard({
    homeserver: { url: `http://127.0.0.1:${detour.port}`, domain },
    databaseUri: databaseUri(database),
    permissions: { [`@admin:${domain}`]: 'admin' },
    networks: [
      network('desk', 'support', 'first-line', irc.port, flood),
      network('quick', 'hotline', 'short-line', irc.port, flood),
      ...(prosody ? [xmppNetwork(prosody, options.xmpp)] : []),
      ...(slack ? [slackNetwork(slack)] : []),
    ],
    config: {
      limits: { per_identity: 1000, per_host: 1000, per_network: 1000 },
      ...rest,
      appservice: { address: `http://127.0.0.1:${front.port}` },
      bridge: { organisation: 'the Example help desk', ...bridge },
    },
  })
  front.leadTo(switchboard.port)
  const synapse = await startSynapse({
    port,
    registrations: [switchboard.registration],
    settings: options.synapse ?? {},
  })
  const world = new World({ irc, synapse, database, switchboard, detour, front, prosody, slack })
  try {
    await world.begin(setUp)
    return world
  } catch (error) {
    await world.close()
    throw error
  }
}

function xmppNetwork({ componentPort, component, secret }: XmppServer, wanted: WorldOptions['xmpp']): object {
  const contacts = Array.isArray(wanted) ? wanted : [{ id: 'people', address: 'front-desk' }]
  return { id: 'people', type: 'xmpp', displayname: 'People', port: componentPort, domain: component, secret, contacts }
}

function slackNetwork({ appToken, botToken, apiUrl }: SlackServer): object {
  const tokens = { app_token: appToken, bot_token: botToken, api_url: apiUrl }
  return { id: 'acme', type: 'slack', displayname: 'Acme', contact: 'help', ...tokens }
}

function network(id: string, contact: string, nick: string, port: number, flood: object): object {
  return {
    id,
    type: 'irc',
    displayname: id === 'desk' ? 'Desk' : 'Quick',
    address: '127.0.0.1',
    port,
    tls: { enabled: false },
    contact,
    nick,
    flood,
  }
}

function databaseUri(database: TestDatabase | Postgres): string {
  return database instanceof Postgres ? database.uri() : database.uri
}
