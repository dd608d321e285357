import { setInterval } from 'node:timers'
import { type Customer, connectCustomer } from './customer.ts'
import { MatrixView } from './matrix-view.ts'
import { invitePeople } from './people.ts'
import { playConversation } from './play-conversation.ts'
import { choosePorts, type Ports } from './ports.ts'
import { progress } from './progress.ts'
import { aside, heading, paint, print } from './screen.ts'
import { startHomeserver, startIrcServer } from './servers.ts'
import { agentsArrive, setUpDesk } from './set-up-desk.ts'
import { Steps } from './steps.ts'
import { type Installation, installSwitchboard, launchSwitchboard } from './switchboard.ts'

const lookEveryMs = 50

/** Starts everything and plays the conversation. What was started ends with `stack`. */
export async function perform(installation: Installation, stack: AsyncDisposableStack): Promise<Ports> {
  const startedAt = performance.now()
  heading('Starting, all of it on this machine and with fresh data')
  const { ports, taken } = await choosePorts()
  for (const text of taken) aside(text)
  const { synapse, irc } = await startAll(installation, ports, stack)
  const people = await progress('Accounts: admin, and the agents Mira and Ben', () => invitePeople(synapse, stack))
  const view = new MatrixView({ admin: people.admin, Mira: people.mira, Ben: people.ben })
  let customer: Customer | undefined
  const show = () => {
    customer?.show()
    view.show()
  }
  const timer = setInterval(show, lookEveryMs)
  stack.defer(() => clearInterval(timer))
  const steps = new Steps(show)
  const { step } = steps
  await setUpDesk({ people, view, step })
  await agentsArrive({ people, view, step })
  customer = await connectCustomer(irc, 'anna', 'support')
  await playConversation({ people, view, step, customer })
  await customer.leaves()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  print(`\n${paint('green', `All ${steps.seen} steps of the play were seen, ${seconds} s from the start.`)}`)
  return ports
}

async function startAll(installation: Installation, ports: Ports, stack: AsyncDisposableStack) {
  aside('$ switchboard -e -c config.yaml                          the documented sample, filled in for this machine')
  aside('$ switchboard -g -c config.yaml -r registration.yaml     tokens, and the registration for the homeserver')
  await progress('Configuration and registration', () => installSwitchboard(installation, ports))
  const [synapse, irc] = await progress('Synapse (homeserver, SQLite) and InspIRCd (IRC server)', () =>
    Promise.all([startHomeserver(ports, installation, stack), startIrcServer(ports, stack)]),
  )
  aside('$ switchboard -c config.yaml -r registration.yaml')
  await progress('Switchboard, with a PostgreSQL of its own', async () => {
    const child = await launchSwitchboard(installation)
    stack.defer(async () => void (await child.stop()))
    await child.waitForOutput(/Switchboard is running/, 60_000)
  })
  return { synapse, irc }
}
