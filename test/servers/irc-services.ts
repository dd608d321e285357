import { connect, type Socket } from 'node:net'
import { waitFor } from '../support/wait-for.ts'
import type { Inspircd } from './inspircd.ts'

export type ServicesOptions = {
  /** Accounts that people can log into by SASL PLAIN, with their passwords. */
  readonly accounts?: Readonly<Record<string, string>>
  /** The nick under which people talk to services. */
  readonly agent?: string
}

type Message = { readonly source: string; readonly command: string; readonly params: readonly string[] }

const sid = '00S'

function parse(line: string): Message {
  const match = line.match(/^(?:@\S+ )?(?::(\S+) )?(\S+) ?(.*)$/)
  const [source = '', command = '', rest = ''] = (match ?? []).slice(1)
  const at = ` ${rest}`.indexOf(' :')
  const middle = at < 0 ? rest : rest.slice(0, at)
  const words = middle.split(' ').filter((word) => word !== '')
  return { source, command, params: at < 0 ? words : [...words, rest.slice(at + 1)] }
}

/**
 * A stand-in for a network's services (Anope, Atheme): a linked server that knows accounts. Speaks as much of the
 * InspIRCd 3 server protocol (1205, as in its m_spanningtree and m_sasl) as logging in and out needs.
 */
export class IrcServices {
  readonly #socket: Socket
  readonly #accounts: Map<string, string>
  /** Users of the network: nick in lower case to their unique id. */
  readonly #users = new Map<string, string>()
  readonly #closed: Promise<void>
  readonly log: string[] = []
  #uplink = ''
  #pongs = 0
  #rest = ''

  constructor(socket: Socket, accounts: Readonly<Record<string, string>>) {
    this.#socket = socket
    this.#accounts = new Map(Object.entries(accounts))
    socket.setEncoding('utf8').on('data', (text: string) => this.#take(text))
    socket.on('error', () => {})
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  addAccount(name: string, password: string): void {
    this.#accounts.set(name, password)
  }

  /** As if this person had told NickServ their password. Resolves when the network knows. */
  async login(nick: string, account: string): Promise<void> {
    const id = await waitFor(`the user ${nick}`, () => this.#users.get(nick.toLowerCase()))
    this.#send(`:${sid} METADATA ${id} accountname :${account}`)
    await this.#roundTrip()
  }

  logout(nick: string): Promise<void> {
    return this.login(nick, '')
  }

  /** Leaves the network; the IRC server then offers no SASL any more. Accounts that are logged in stay so. */
  async stop(): Promise<void> {
    this.#socket.end(`:${sid} SQUIT ${sid} :bye\r\n`)
    await this.#closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Introduces us and waits until both sides have told each other everything. */
  async link({ name, password }: Inspircd['servicesLink'], agent?: string): Promise<void> {
    this.#send('CAPAB START 1205')
    this.#send('CAPAB CAPABILITIES :CASEMAPPING=rfc1459')
    this.#send('CAPAB END')
    this.#send(`SERVER ${name} ${password} 0 ${sid} :Services of a test`)
    await waitFor('the IRC server to accept the services', () => this.#uplink !== '', {
      detail: () => this.log.join('\n'),
    })
    this.#send(`:${sid} BURST ${Math.floor(Date.now() / 1000)}`)
    const now = Math.floor(Date.now() / 1000)
    if (agent !== undefined)
      this.#send(`:${sid} UID ${sid}AAAAAA ${now} ${agent} ${name} ${name} services 0.0.0.0 ${now} + :Services`)
    this.#send(`:${sid} METADATA * saslmechlist :PLAIN`)
    this.#send(`:${sid} ENDBURST`)
    await this.#roundTrip()
  }

  async #roundTrip(): Promise<void> {
    const before = this.#pongs
    this.#send(`:${sid} PING ${this.#uplink}`)
    await waitFor('the IRC server', () => this.#pongs > before, { detail: () => this.log.slice(-30).join('\n') })
  }

  #send(line: string): void {
    this.log.push(`> ${line}`)
    this.#socket.write(`${line}\r\n`)
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      this.log.push(`< ${line}`)
      this.#react(parse(line))
    }
  }

  #react({ source, command, params }: Message): void {
    const [first = '', second = ''] = params
    if (command === 'SERVER' && this.#uplink === '') this.#uplink = params[3] ?? ''
    else if (command === 'PING') this.#send(`:${sid} PONG ${source}`)
    else if (command === 'PONG') this.#pongs++
    else if (command === 'UID') this.#users.set((params[2] ?? '').toLowerCase(), first)
    else if (command === 'NICK') this.#rename(source, first)
    else if (command === 'QUIT') this.#forget(source)
    else if (command === 'KILL') this.#forget(first)
    else if (command === 'ENCAP' && second === 'SASL') this.#authenticate(params.slice(2))
  }

  #rename(id: string, nick: string): void {
    this.#forget(id)
    this.#users.set(nick.toLowerCase(), id)
  }

  #forget(id: string): void {
    for (const [nick, known] of this.#users) if (known === id) this.#users.delete(nick)
  }

  /** `client agent mode data`: H announces the client, S chooses the mechanism, C carries data, D ends. */
  #authenticate([client = '', , mode = '', data = '']: readonly string[]): void {
    const answer = (reply: string) => this.#send(`:${sid} ENCAP ${this.#uplink} SASL ${sid} ${client} ${reply}`)
    if (mode === 'S') answer(data === 'PLAIN' ? 'C +' : 'D F')
    if (mode !== 'C') return
    const [, account = '', password] = Buffer.from(data, 'base64').toString('utf8').split('\0')
    const isRight = password !== undefined && this.#accounts.get(account) === password
    if (isRight) this.#send(`:${sid} METADATA ${client} accountname :${account}`)
    answer(isRight ? 'D S' : 'D F')
  }
}

/** Links services to a running InspIRCd. */
export async function linkServices(
  server: Inspircd,
  { accounts = {}, agent }: ServicesOptions = {},
): Promise<IrcServices> {
  const socket = connect({ port: server.servicesLink.port, host: '127.0.0.1' })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const services = new IrcServices(socket, accounts)
  await services.link(server.servicesLink, agent)
  return services
}
