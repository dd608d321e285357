import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installed } from '../../test/servers/installed.ts'
import { type AgentClient, openAgentClient } from '../../test/support/agent-client.ts'
import { type Child, startChild } from '../../test/support/child-process.ts'
import { freePort } from '../../test/support/free-port.ts'
import { temporaryFolder } from '../../test/support/temporary-folder.ts'
import type { Stage } from './stage.ts'

/** What it calls the IRC server, also in the names of its rooms. */
export const heisenbridgeNetwork = 'bench'
const bot = '@heisenbridge:switchboard.test'

/** A heisenbridge of its own, which keeps nothing but its settings. */
export class Heisenbridge {
  readonly registration: string
  readonly #port: number
  #child: Child | undefined

  constructor(registration: string, port: number) {
    this.registration = registration
    this.#port = port
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Connects to the IRC server of the stage as `nick`, ordered by Mira, who will be in its rooms. */
  async start({ synapse, irc, mira }: Stage, nick: string): Promise<void> {
    const { python } = installed('heisenbridge')
    const place = ['-l', '127.0.0.1', '-p', String(this.#port), '-o', mira.userId]
    const args = ['-m', 'heisenbridge', '-c', this.registration, ...place, synapse.url]
    this.#child = await startChild({ command: python, args })
    const client = await openAgentClient(synapse.url, mira)
    const control = await client.startDirectChat(bot)
    const says = (room: string, text: string, answer: RegExp) => ordered(client, room, text, answer)
    await client.waitFor('heisenbridge', () => client.messages(control).some(({ sender }) => sender === bot), 30_000)
    await says(control, `ADDNETWORK ${heisenbridgeNetwork}`, /Network added/)
    await says(control, `ADDSERVER ${heisenbridgeNetwork} 127.0.0.1 ${irc.port}`, /Server (was )?added|added/i)
    await client.says(control, `OPEN ${heisenbridgeNetwork}`)
    const { room } = await client.invited(
      ({ room: invited }) => client.roomName(invited) === heisenbridgeNetwork,
      30_000,
    )
    await client.join(room)
    await client.waitFor('the network room', () => client.messages(room).length > 0, 30_000)
    await says(room, `NICK ${nick}`, /nick/i)
    await says(room, 'CONNECT', /Connected|Welcome|001/i)
    await client.stop()
  }

  async stop(): Promise<void> {
    await this.#child?.stop()
  }
}

async function ordered(client: AgentClient, room: string, text: string, answer: RegExp): Promise<void> {
  const known = client.messages(room).length
  await client.says(room, text)
  const fits = () =>
    client
      .messages(room)
      .slice(known)
      .some(({ sender, body }) => sender === bot && answer.test(body))
  await client.waitFor(`an answer to ${text}`, fits, 30_000)
}

/** Has the program write its registration. */
export async function prepareHeisenbridge(): Promise<Heisenbridge> {
  const registration = join(temporaryFolder('heisenbridge'), 'registration.yaml')
  const port = await freePort()
  const args = ['-m', 'heisenbridge', '-c', registration, '--generate', '-l', '127.0.0.1', '-p', String(port)]
  await promisify(execFile)(installed('heisenbridge').python, args)
  return new Heisenbridge(registration, port)
}
