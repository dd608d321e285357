import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Child } from '../support/child-process.ts'
import { waitFor } from '../support/wait-for.ts'
import { connectIrc, type IrcClient, type IrcClientOptions, openIrc } from './irc-client.ts'

export type IrcServerParts = {
  readonly name: string
  readonly port: number
  readonly folder: string
  readonly oper: { readonly name: string; readonly password: string }
  readonly start: () => Promise<Child>
  readonly server: Child
}

/** No other server on this machine has this name, so that who sees it knows which server answers. */
export function uniqueServerName(): string {
  return `irc-${randomBytes(4).toString('hex')}.test`
}

/** True once the server on this port says that it is `name`. A server whose port was taken keeps running all the same. */
async function isServer(name: string, port: number): Promise<boolean> {
  const probe = await openIrc({ port, nick: 'probe' })
  try {
    probe.send('NICK :')
    return (await probe.waitFor(/^:/, { timeoutMs: 1000 })).startsWith(`:${name} `)
  } finally {
    await probe.disconnect()
  }
}

export async function waitForIrcServer(name: string, port: number, child: Child): Promise<Child> {
  await waitFor(`${name} on port ${port}`, () => isServer(name, port), {
    isHopeless: () => !child.isRunning,
    detail: () => child.output,
  })
  return child
}

/** What all IRC servers of the tests can do. */
export class IrcServer {
  readonly name: string
  readonly port: number
  readonly #parts: IrcServerParts
  #server: Child

  constructor(parts: IrcServerParts) {
    this.name = parts.name
    this.port = parts.port
    this.#parts = parts
    this.#server = parts.server
  }

  get pid(): number {
    return this.#server.pid
  }

  get output(): string {
    return this.#server.output
  }

  /** A scripted customer, connected and greeted. */
  connect(nick: string, options: Partial<IrcClientOptions> = {}): Promise<IrcClient> {
    return connectIrc({ port: this.port, nick, ...options })
  }

  /** A client with an operator's rights, for KILL, KLINE, SETHOST and the like. */
  async oper(): Promise<IrcClient> {
    const { name, password } = this.#parts.oper
    const client = await this.connect(`oper${randomBytes(3).toString('hex')}`)
    client.send(`OPER ${name} ${password}`)
    await client.waitFor(/^\S+ 381 /)
    return client
  }

  /** An operator ends this user's connection. Resolves when the server has done it. */
  async kill(nick: string, reason = 'killed by a test'): Promise<void> {
    await this.#asOper((oper) => oper.send(`KILL ${nick} :${reason}`))
  }

  /** An operator bans `user@host` (wildcards) for `seconds`: those who are on are thrown out, others are refused. */
  async kline(mask: string, reason = 'banned by a test', seconds = 3600): Promise<void> {
    await this.#asOper((oper) => oper.send(`KLINE ${mask} ${seconds} :${reason}`))
  }

  async unkline(mask: string): Promise<void> {
    await this.#asOper((oper) => oper.send(`KLINE ${mask}`))
  }

  /** Returns once it really stands still: until then it would go on answering. */
  pause(): void {
    this.#server.signal('SIGSTOP')
    while (this.#server.isRunning && !/^\d+ \(.*\) T/.test(readFileSync(`/proc/${this.#server.pid}/stat`, 'utf8')));
  }

  resume(): void {
    this.#server.signal('SIGCONT')
  }

  async shutDown(): Promise<void> {
    await this.#server.stop()
  }

  /** kill -9: the kernel ends all its connections at once. */
  async crash(): Promise<void> {
    await this.#server.stop({ signal: 'SIGKILL' })
  }

  async startAgain(): Promise<void> {
    this.#server = await this.#parts.start()
  }

  async restart(): Promise<void> {
    await this.shutDown()
    await this.startAgain()
  }

  async stop(): Promise<void> {
    await this.shutDown()
    await rm(this.#parts.folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #asOper(act: (oper: IrcClient) => void): Promise<void> {
    const oper = await this.oper()
    act(oper)
    await oper.sync()
    await oper.quit()
  }
}
