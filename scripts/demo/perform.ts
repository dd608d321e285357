import type { SlackServer } from '../../test/servers/slack/slack-server.ts'
import type { XmppServer } from '../../test/servers/xmpp-server.ts'
import type { Customer } from './customer.ts'
import { connectOnIrc } from './irc-customer.ts'
import { MatrixView } from './matrix-view.ts'
import { invitePeople, type People } from './people.ts'
import { playBoth } from './play-both.ts'
import { playConversation } from './play-conversation.ts'
import { choosePorts, type Ports } from './ports.ts'
import { progress } from './progress.ts'
import { aside, heading, paint, print } from './screen.ts'
import { startHomeserver, startIrcServer, startSlack, startXmppServer } from './servers.ts'
import { agentsArrive, setUpDesk } from './set-up-desk.ts'
import { SlackCustomer } from './slack-customer.ts'
import { Steps } from './steps.ts'
import { type Installation, installSwitchboard, startSwitchboard } from './switchboard.ts'
import { connectOnXmpp } from './xmpp-customer.ts'

const lookEveryMs = 50

export interface Performance {
  readonly ports: Ports
  /** Rejects when Switchboard ends. */
  readonly ended: Promise<never>
}

/** Starts everything and plays the conversations. What was started ends with `stack`. */
export async function perform(installation: Installation, stack: AsyncDisposableStack): Promise<Performance> {
  const startedAt = performance.now()
  heading('Starting, all of it on this machine and with fresh data')
  const { ports, taken } = await choosePorts(stack)
  for (const text of taken) aside(text)
  const { people, networks, switchboard } = await startAll(installation, ports, stack)
  const steps = await play(people, networks, stack)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  print(`\n${paint('green', `All ${steps.seen} steps of the play were seen, ${seconds} s after the start.`)}`)
  return { ports, ended: switchboard.ended }
}

async function startAll(installation: Installation, ports: Ports, stack: AsyncDisposableStack) {
  aside('$ switchboard -e -c config.yaml   (the sample; then: homeserver, network, permissions)')
  aside('$ switchboard -g -c config.yaml -r registration.yaml')
  await progress('Configuration and registration', () => installSwitchboard(installation, ports))
  aside('$ switchboard -c config.yaml -r registration.yaml')
  const [people, networks, switchboard] = await Promise.all([
    startPeople(installation, ports, stack),
    startNetworks(ports, stack),
    progress('Switchboard, with a PostgreSQL of its own', () => startSwitchboard(installation, stack)),
  ])
  return { people, networks, switchboard }
}

interface Networks {
  readonly xmpp: XmppServer
  readonly slack: SlackServer
}

async function startNetworks(ports: Ports, stack: AsyncDisposableStack): Promise<Networks> {
  const [xmpp, slack] = await Promise.all([
    progress('Prosody', () => startXmppServer(ports, stack)),
    progress('A stand-in for Slack', () => startSlack(ports, stack)),
    progress('InspIRCd', () => startIrcServer(ports, stack)),
  ])
  return { xmpp, slack }
}

async function startPeople(installation: Installation, ports: Ports, stack: AsyncDisposableStack): Promise<People> {
  const synapse = await progress('Synapse', () => startHomeserver(ports, installation, stack))
  return progress('Accounts for an admin and two agents', () => invitePeople(synapse, stack))
}

async function play(people: People, networks: Networks, stack: AsyncDisposableStack): Promise<Steps> {
  const view = new MatrixView({ admin: people.admin, Mira: people.mira, Ben: people.ben })
  const seen = [() => view.show()]
  const show = () => {
    for (const showNew of seen) showNew()
  }
  const timer = setInterval(show, lookEveryMs)
  stack.defer(() => clearInterval(timer))
  const steps = new Steps(show)
  const desk = { people, view, step: steps.step }
  const { irc, jid } = await setUpDesk(desk)
  const benSays = await agentsArrive(desk)
  const enter = <C extends Customer>(customer: C): C => {
    seen.unshift(() => customer.show())
    return customer
  }
  const anna = enter(await connectOnIrc(irc, 'anna'))
  await playConversation({ ...desk, customer: anna })
  await anna.leaves()
  const bob = enter(await connectOnXmpp(networks.xmpp, 'bob', jid))
  const clara = enter(new SlackCustomer(networks.slack.customer('clara')))
  await playBoth({ ...desk, bob, clara }, benSays)
  await bob.leaves()
  return steps
}
