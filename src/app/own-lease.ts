import type { NetworkId } from '../core/ids.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { App } from './deps.ts'
import { drainInbox } from './drain-inbox.ts'
import { drainOutbox, type WakeSource } from './drain-outbox.ts'
import { fireTimers } from './fire-timers.ts'
import { createNetworkInbox } from './network-inbox.ts'
import { createWakeSource } from './wake-source.ts'

/** What an owner does for the lease it holds, until the lease is lost or given back. */
export async function ownLease(app: App, lease: HeldLease, network: NetworkId | undefined): Promise<void> {
  const sources: WakeSource[] = []
  const source = (): WakeSource => {
    const made = createWakeSource(lease.signal)
    sources.push(made)
    return made
  }
  const stop = app.wakeUps.on(lease.name, () => {
    for (const one of sources) one.wake()
  })
  try {
    if (network) await rememberWaiting(app, network)
    const work = [
      drainInbox(app, lease, source()),
      drainOutbox(app, lease, 'matrix', source()),
      drainOutbox(app, lease, 'network', source()),
      fireTimers(app, lease, source()),
      ...(network ? [connect(app, lease, network)] : []),
    ]
    await Promise.all(work)
  } finally {
    stop()
    if (network) app.waiting.drop(network)
  }
}

/** The waiting conversations of a network that was taken over look for agents at once. */
async function rememberWaiting(app: App, network: NetworkId): Promise<void> {
  const waiting = await app.store.conversationsIn(['queued'], 100_000)
  for (const { conversation } of waiting) if (conversation.network === network) app.waiting.saw(conversation)
  for (const { chat } of await app.store.openChats(network)) app.openChats.add(`${network}/${chat}`)
  app.wakeUps.wake('agents')
}

async function connect(app: App, lease: HeldLease, id: NetworkId): Promise<void> {
  const network = app.networks.get(id)
  if (!network) return
  await network.run(createNetworkInbox(app.store, id), lease.signal)
}
