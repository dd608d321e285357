import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Child, startChild } from '../support/child-process.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitFor } from '../support/wait-for.ts'
import { installed } from './installed.ts'
import { registrationSecret, type SynapseOptions, writeSynapseConfig } from './synapse-config.ts'

export type SynapseUser = { readonly userId: string; readonly accessToken: string; readonly deviceId: string }

/** A real Synapse on SQLite, on 127.0.0.1, without federation. */
export class Synapse {
  readonly url: string
  readonly serverName: string
  readonly folder: string
  readonly #launch: () => Promise<Child>
  readonly #isTemporary: boolean
  #server: Child

  constructor(parts: {
    url: string
    serverName: string
    folder: string
    isTemporary: boolean
    launch: () => Promise<Child>
    server: Child
  }) {
    this.url = parts.url
    this.serverName = parts.serverName
    this.folder = parts.folder
    this.#isTemporary = parts.isTemporary
    this.#launch = parts.launch
    this.#server = parts.server
  }

  get pid(): number {
    return this.#server.pid
  }

  /**
   * The event, which it has not sent to application services yet, is left behind, as when it makes a transaction in the very moment in
   * which it has caught up: it takes the service for up and has no thought of that transaction any more. Restarts it.
   */
  async leavesBehind(event: string): Promise<void> {
    const file = join(this.folder, 'homeserver.db')
    await waitFor('a transaction that was not sent', () => isOwing(file, event))
    await this.kill()
    using database = new DatabaseSync(file)
    database.exec("UPDATE application_services_state SET state = 'up'")
    await this.startAgain()
  }

  /** What it logged (warnings and worse, unless `settings` says otherwise), the end of it. */
  log(): string {
    return readFileSync(join(this.folder, 'homeserver.log'), 'utf8').slice(-20_000)
  }

  /** Registers by the shared secret, as Synapse's own `register_new_matrix_user` does. The user has one logged-in device. */
  async registerUser(name: string, password: string, admin = false): Promise<SynapseUser> {
    const address = `${this.url}/_synapse/admin/v1/register`
    const { nonce } = (await (await fetch(address)).json()) as { nonce: string }
    const mac = createHmac('sha1', registrationSecret)
      .update([nonce, name, password, admin ? 'admin' : 'notadmin'].join('\0'))
      .digest('hex')
    const body = JSON.stringify({ nonce, username: name, password, admin, mac })
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const answer = (await response.json()) as { user_id: string; access_token: string; device_id: string }
    if (!response.ok) throw new Error(`Synapse did not register ${name}: ${response.status} ${JSON.stringify(answer)}`)
    return { userId: answer.user_id, accessToken: answer.access_token, deviceId: answer.device_id }
  }

  /** One more device of somebody who is registered. */
  async logIn(name: string, password: string): Promise<SynapseUser> {
    const body = { type: 'm.login.password', identifier: { type: 'm.id.user', user: name }, password }
    const answer = await fetch(`${this.url}/_matrix/client/v3/login`, { method: 'POST', body: JSON.stringify(body) })
    const user = (await answer.json()) as { user_id: string; access_token: string; device_id: string }
    if (!answer.ok) throw new Error(`Synapse did not let ${name} in: ${answer.status} ${JSON.stringify(user)}`)
    return { userId: user.user_id, accessToken: user.access_token, deviceId: user.device_id }
  }

  /** Ends it in order; `startAgain` finds all its data. */
  async shutDown(): Promise<void> {
    await this.#server.stop()
  }

  async kill(): Promise<void> {
    await this.#server.stop({ signal: 'SIGKILL' })
  }

  async startAgain(): Promise<void> {
    this.#server = await this.#launch()
  }

  async restart(): Promise<void> {
    await this.shutDown()
    await this.startAgain()
  }

  /** Stops answering, with all connections open, until `resume`. */
  pause(): void {
    this.#server.signal('SIGSTOP')
  }

  resume(): void {
    this.#server.signal('SIGCONT')
  }

  async stop(): Promise<void> {
    await this.shutDown()
    if (this.#isTemporary) await rm(this.folder, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/_matrix/client/versions`, { signal: AbortSignal.timeout(2000) })
  return response.ok
}

export async function startSynapse(options: SynapseOptions = {}): Promise<Synapse> {
  const { python } = installed('synapse')
  const { serverName = 'switchboard.test', port = await freePort(), folder = temporaryFolder('synapse') } = options
  const config = writeSynapseConfig({ ...options, serverName, port, folder })
  const url = `http://127.0.0.1:${port}`
  const launch = async () => {
    const server = await startChild({
      command: python,
      args: ['-m', 'synapse.app.homeserver', '--config-path', config],
      cwd: folder,
    })
    const isHopeless = () => !server.isRunning
    const detail = () => server.output.slice(-3000)
    await waitFor('Synapse to answer', () => answers(url), { timeoutMs: 60_000, isHopeless, detail })
    return server
  }
  const isTemporary = options.folder === undefined
  return new Synapse({ url, serverName, folder, isTemporary, launch, server: await launch() })
}

function isOwing(file: string, event: string): boolean {
  using database = new DatabaseSync(file, { readOnly: true })
  const down = database.prepare("SELECT 1 FROM application_services_state WHERE state = 'down'").all()
  const unsent = database.prepare('SELECT 1 FROM application_services_txns WHERE event_ids LIKE ?').all(`%${event}%`)
  return down.length > 0 && unsent.length > 0
}
