import type { NetworkId } from '../core/ids.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { App } from './deps.ts'
import { drainInbox } from './drain-inbox.ts'
import { drainOutbox } from './drain-outbox.ts'
import { eachOpen } from './each-open.ts'
import { keepAliveMark, submitGap } from './gap.ts'
import { keepHouse } from './keep-house.ts'
import { createNetworkInbox } from './network-inbox.ts'
import { reconcile } from './reconcile.ts'
import { createWakeSource } from './wake-source.ts'
import { watchOffline } from './watch-offline.ts'

/** What an owner does for the lease it holds, until the lease is lost or given back. */
export async function ownLease(app: App, lease: HeldLease, network: NetworkId | undefined): Promise<void> {
  const inbox = createWakeSource(lease.signal)
  const matrix = createWakeSource(lease.signal)
  const remote = createWakeSource(lease.signal)
  const stops = [
    app.wakeUps.on(`inbox:${lease.name}`, () => inbox.wake()),
    app.wakeUps.on(`outbox:matrix:${lease.name}`, () => matrix.wake()),
    app.wakeUps.on(`outbox:network:${lease.name}`, () => remote.wake()),
  ]
  // What came in before counts before anybody is looked for anew.
  const caughtUp = Promise.withResolvers<void>()
  try {
    if (network) await rememberOpen(app, network)
    await Promise.all([
      drainInbox(app, lease, inbox, caughtUp.resolve),
      drainOutbox(app, lease, 'matrix', matrix),
      drainOutbox(app, lease, 'network', remote),
      app.runTimers(lease),
      ...(network
        ? [caughtUp.promise.then(() => connect(app, lease, network)), reconcile(app, lease, network)]
        : [keepHouse(app, lease), watchOffline(app, lease)]),
    ])
  } finally {
    for (const stop of stops) stop()
    if (network) forget(app, network)
  }
}

/** The waiting conversations of a network that was taken over look for agents at once. */
async function rememberOpen(app: App, network: NetworkId): Promise<void> {
  for await (const { conversation, room } of eachOpen(app, network, ['queued', 'active', 'held'])) {
    app.waiting.saw(conversation)
    app.assigned.saw(conversation, room)
    app.presences.saw(conversation)
  }
  for (const { chat } of await app.store.openChats(network)) app.openChats.add(`${network}/${chat}`)
  app.wakeUps.wake('agents')
}

/** What was remembered of a network counts no more once another process may own it. */
function forget(app: App, network: NetworkId): void {
  app.waiting.drop(network)
  app.assigned.drop(network)
  app.presences.drop(network)
  for (const chat of app.openChats) if (chat.startsWith(`${network}/`)) app.openChats.delete(chat)
}

async function connect(app: App, lease: HeldLease, id: NetworkId): Promise<void> {
  const network = app.networks.get(id)
  if (!network) return
  const inbox = createNetworkInbox(app, id)
  await submitGap(app, inbox, network)
  const stop = keepAliveMark(app, network, lease.signal)
  try {
    await network.run(inbox, lease.signal)
  } finally {
    stop()
  }
}
