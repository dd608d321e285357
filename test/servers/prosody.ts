import { mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Child, startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { installed } from './installed.ts'
import { openXmppClient, type XmppClient, type XmppClientOptions } from './xmpp-client.ts'

/** The domain people have accounts on, the one that is ours, and what lets us in as it. */
const domain = 'people.test'
const component = 'help.test'
const secret = 'a shared secret'

interface Parts {
  readonly folder: string
  readonly port: number
  readonly componentPort: number
}

function prosodyConfig({ folder, port, componentPort }: Parts): string {
  return `run_as_root = true
daemonize = false
data_path = "${folder}/data"
log = { info = "*console" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
component_interfaces = { "127.0.0.1" }
component_ports = { ${componentPort} }
legacy_ssl_ports = {}
modules_enabled = { "roster"; "saslauth"; "disco"; "carbons"; "ping"; "vcard_legacy"; "pep" }
modules_disabled = { "s2s"; "s2s_auth_certs"; "tls"; "posix" }
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
VirtualHost "${domain}"
  disco_items = { { "${component}", "Help desk" } }
Component "${component}"
  component_secret = "${secret}"
`
}

/** A real Prosody, in the foreground, on 127.0.0.1, with one component. */
export class Prosody {
  readonly domain = domain
  readonly component = component
  readonly secret = secret
  readonly #parts: Parts
  readonly #start: () => Promise<Child>
  #child: Child

  constructor(parts: Parts, start: () => Promise<Child>, child: Child) {
    this.#parts = parts
    this.#start = start
    this.#child = child
  }

  /** For people's programs, without TLS. */
  get port(): number {
    return this.#parts.port
  }

  get componentPort(): number {
    return this.#parts.componentPort
  }

  /** Somebody with an account, made if there is none, and a program that is online. */
  connect(name: string, options: Partial<XmppClientOptions> = {}): Promise<XmppClient> {
    this.makeAccount(name)
    return openXmppClient({ port: this.port, domain, name, password: 'password', ...options })
  }

  /** An account whose password is `password`, for a program that is no script. Answers its JID. */
  makeAccount(name: string): string {
    const accounts = join(this.#parts.folder, 'data', domain.replaceAll('.', '%2e'), 'accounts')
    mkdirSync(accounts, { recursive: true })
    writeFileSync(join(accounts, `${name}.dat`), 'return { ["password"] = "password"; };\n')
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
    this.#child = await this.#start()
  }

  async stop(): Promise<void> {
    await this.shutDown()
    await rm(this.#parts.folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

export async function startProsody(): Promise<Prosody> {
  const { command, args, env } = installed('prosody')
  const parts = { folder: temporaryFolder('prosody'), port: await freePort(), componentPort: await freePort() }
  const config = join(parts.folder, 'prosody.cfg.lua')
  writeFileSync(config, prosodyConfig(parts))
  const start = async () => {
    const child = await startChild({ command, args: [...args, '-F', '--config', config], cwd: parts.folder, env })
    // It says so only of ports that it got; without one it would go on all the same.
    await child.waitForOutput(new RegExp(`Activated service 'c2s' on .*:${parts.port}\\b`))
    await child.waitForOutput(new RegExp(`Activated service 'component' on .*:${parts.componentPort}\\b`))
    return child
  }
  return new Prosody(parts, start, await start())
}
