import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { botScopes } from '../../src/networks/slack/requirements.ts'
import { type Inspircd, startInspircd } from '../../test/servers/inspircd.ts'
import { startProsody } from '../../test/servers/prosody.ts'
import { SlackServer } from '../../test/servers/slack/slack-server.ts'
import { type Synapse, startSynapse } from '../../test/servers/synapse.ts'
import type { XmppServer } from '../../test/servers/xmpp-server.ts'
import type { Ports } from './ports.ts'
import { domain, type Installation, visitor } from './switchboard.ts'

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

/** An XMPP server on which we have a domain of our own. Ends with `stack`. */
export async function startXmppServer(ports: Ports, stack: AsyncDisposableStack): Promise<XmppServer> {
  const prosody = stack.use(await startProsody({ port: ports.xmpp, componentPort: ports.xmppComponent }))
  await prosody.makeAccount(visitor.name)
  return prosody
}

/** Slack itself cannot be had on one's own machine: a stand-in that speaks as it does. Ends with `stack`. */
export async function startSlack(ports: Ports, stack: AsyncDisposableStack): Promise<SlackServer> {
  return stack.use(await SlackServer.start({ port: ports.slack, scopes: Object.keys(botScopes) }))
}

/** An IRC server without flood control, as one's own may be. Ends with `stack`. */
export async function startIrcServer(ports: Ports, stack: AsyncDisposableStack): Promise<Inspircd> {
  return stack.use(await startInspircd({ port: ports.irc, allowFloods: true }))
}
