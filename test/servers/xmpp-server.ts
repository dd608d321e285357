import { rm } from 'node:fs/promises'
import type { Child } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { openXmppClient, type XmppClient, type XmppClientOptions } from './xmpp-client.ts'

/** The domain people have accounts on, the one that is ours, and what lets us in as it. */
export const domain = 'people.test'
export const component = 'help.test'
export const secret = 'a shared secret'
export const password = 'password'

export interface XmppPlace {
  readonly folder: string
  /** For people's programs, without TLS. */
  readonly port: number
  readonly componentPort: number
}

/** How one kind of server is run. */
export interface XmppServerKind {
  /** Resolves when both ports are open. */
  start(): Promise<Child>
  /** Makes somebody's account, if there is none. */
  makeAccount(name: string): Promise<void>
}

/** A real XMPP server, in the foreground, on 127.0.0.1, with one component. */
export class XmppServer {
  readonly domain = domain
  readonly component = component
  readonly secret = secret
  readonly port: number
  readonly componentPort: number
  readonly #folder: string
  readonly #kind: XmppServerKind
  #child: Child

  constructor(place: XmppPlace, kind: XmppServerKind, child: Child) {
    this.port = place.port
    this.componentPort = place.componentPort
    this.#folder = place.folder
    this.#kind = kind
    this.#child = child
  }

  /** Somebody with an account and a program that is online. */
  async connect(name: string, options: Partial<XmppClientOptions> = {}): Promise<XmppClient> {
    await this.makeAccount(name)
    return openXmppClient({ port: this.port, domain, name, password, ...options })
  }

  /** An account whose password is `password`, for a program that is no script. Answers its JID. */
  async makeAccount(name: string): Promise<string> {
    await this.#kind.makeAccount(name)
    return `${name}@${domain}`
  }

  /** Stands still until `resume`. */
  pause(): void {
    this.#child.signal('SIGSTOP')
  }

  resume(): void {
    this.#child.signal('SIGCONT')
  }

  async shutDown(): Promise<void> {
    await this.#child.stop()
  }

  /** kill -9: the kernel ends all its connections at once. */
  async crash(): Promise<void> {
    await this.#child.stop({ signal: 'SIGKILL' })
  }

  async startAgain(): Promise<void> {
    this.#child = await this.#kind.start()
  }

  async stop(): Promise<void> {
    await this.shutDown()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

export type XmppPorts = Pick<XmppPlace, 'port' | 'componentPort'>

/** Without ports: free ones. */
export async function xmppPlace(name: string, ports?: XmppPorts): Promise<XmppPlace> {
  const chosen = ports ?? { port: await freePort(), componentPort: await freePort() }
  return { folder: temporaryFolder(name), ...chosen }
}
