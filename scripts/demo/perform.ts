import type { Inspircd } from '../../test/servers/inspircd.ts'
import { connectCustomer } from './customer.ts'
import { MatrixView } from './matrix-view.ts'
import { invitePeople, type People } from './people.ts'
import { playConversation } from './play-conversation.ts'
import { choosePorts, type Ports } from './ports.ts'
import { progress } from './progress.ts'
import { aside, heading, paint, print } from './screen.ts'
import { startHomeserver, startIrcServer } from './servers.ts'
import { agentsArrive, setUpDesk } from './set-up-desk.ts'
import { Steps } from './steps.ts'
import { type Installation, installSwitchboard, startSwitchboard } from './switchboard.ts'

const lookEveryMs = 50

export interface Performance {
  readonly ports: Ports
  /** Rejects when Switchboard ends. */
  readonly ended: Promise<never>
}

/** Starts everything and plays the conversation. What was started ends with `stack`. */
export async function perform(installation: Installation, stack: AsyncDisposableStack): Promise<Performance> {
  const startedAt = performance.now()
  heading('Starting, all of it on this machine and with fresh data')
  const { ports, taken } = await choosePorts(stack)
  for (const text of taken) aside(text)
  const { people, irc, switchboard } = await startAll(installation, ports, stack)
  const steps = await play(people, irc, stack)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  print(`\n${paint('green', `All ${steps.seen} steps of the play were seen, ${seconds} s after the start.`)}`)
  return { ports, ended: switchboard.ended }
}

async function startAll(installation: Installation, ports: Ports, stack: AsyncDisposableStack) {
  aside('$ switchboard -e -c config.yaml   (the sample; then: homeserver, network, permissions)')
  aside('$ switchboard -g -c config.yaml -r registration.yaml')
  await progress('Configuration and registration', () => installSwitchboard(installation, ports))
  aside('$ switchboard -c config.yaml -r registration.yaml')
  const [people, irc, switchboard] = await Promise.all([
    startPeople(installation, ports, stack),
    progress('InspIRCd', () => startIrcServer(ports, stack)),
    progress('Switchboard, with a PostgreSQL of its own', () => startSwitchboard(installation, stack)),
  ])
  return { people, irc, switchboard }
}

async function startPeople(installation: Installation, ports: Ports, stack: AsyncDisposableStack): Promise<People> {
  const synapse = await progress('Synapse', () => startHomeserver(ports, installation, stack))
  return progress('Accounts for an admin and two agents', () => invitePeople(synapse, stack))
}

async function play(people: People, irc: Inspircd, stack: AsyncDisposableStack): Promise<Steps> {
  const view = new MatrixView({ admin: people.admin, Mira: people.mira, Ben: people.ben })
  const seen = [() => view.show()]
  const show = () => {
    for (const showNew of seen) showNew()
  }
  const timer = setInterval(show, lookEveryMs)
  stack.defer(() => clearInterval(timer))
  const steps = new Steps(show)
  const desk = { people, view, step: steps.step }
  await setUpDesk(desk)
  await agentsArrive(desk)
  const customer = await connectCustomer(irc, 'anna', 'support')
  seen.unshift(() => customer.show())
  await playConversation({ ...desk, customer })
  await customer.leaves()
  return steps
}
