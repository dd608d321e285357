import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Inspircd, startInspircd } from '../../test/servers/inspircd.ts'
import { type Synapse, startSynapse } from '../../test/servers/synapse.ts'
import type { Ports } from './ports.ts'
import { domain, type Installation } from './switchboard.ts'

/** A homeserver that has read the registration. Ends with `stack`. */
export async function startHomeserver(
  ports: Ports,
  { folder, registration }: Installation,
  stack: AsyncDisposableStack,
): Promise<Synapse> {
  const home = join(folder, 'synapse')
  mkdirSync(home)
  const registrations = [registration]
  return stack.use(await startSynapse({ serverName: domain, port: ports.homeserver, folder: home, registrations }))
}

/** An IRC server without flood control, as one's own may be. Ends with `stack`. */
export async function startIrcServer(ports: Ports, stack: AsyncDisposableStack): Promise<Inspircd> {
  return stack.use(await startInspircd({ port: ports.irc, allowFloods: true }))
}
