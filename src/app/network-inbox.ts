import type { NetworkId, RemoteMessageId } from '../core/ids.ts'
import { makeChatSubject } from '../ports/inbox.ts'
import { leaseOfNetwork } from '../ports/lease.ts'
import type { NetworkInbox, RemoteEvent } from '../ports/network.ts'
import type { App } from './deps.ts'
import { makeRow } from './inbox-body.ts'
import { pastOf } from './past.ts'

/** How long a connector's facts wait for the database before the connector hears that it is away. */
const patienceMs = 60_000

/** Takes in what a network reports: committed before it is acknowledged. */
export function createNetworkInbox(
  app: Pick<App, 'store' | 'metrics' | 'reached' | 'settings' | 'matrix' | 'signs' | 'presences' | 'rules'>,
  network: NetworkId,
): NetworkInbox {
  const { store, metrics, reached, signs, presences } = app
  return {
    submit: async (event) => {
      const key = keyOf(event)
      if (key !== undefined) reached('before-submit', network)
      await store.submit(
        [makeRow(leaseOfNetwork(network), subjectOf(event), { kind: 'remote', event }, key)],
        patienceMs,
      )
      if (key !== undefined) reached('after-submit', network)
      metrics.received(network, 1)
      noteWhetherThere(presences, event)
    },
    knows: (remoteId) => store.isSeen(keyOfRemote(network, remoteId)),
    openChats: () => store.openChats(network),
    chatByIdentity: (identity) => store.chatByIdentity(network, identity),
    typing: (chat, isTyping) => signs.customerTypes(network, chat, isTyping),
    read: (chat, remoteId) => signs.customerRead(network, chat, remoteId),
    presence: (chat, presence) => presences.changed(network, chat, presence),
    watchers: () => store.watchers(network),
    keepWatcher: (watcher) => store.keepWatcher(network, watcher),
    dropWatcher: (watcher) => store.dropWatcher(network, watcher),
    pastOf: (chat, limit) => pastOf(app, network, chat, limit),
  }
}

function noteWhetherThere(presences: App['presences'], event: RemoteEvent): void {
  const { network } = event
  if (event.type === 'left') presences.changed(network, event.chat, { state: 'gone' })
  if (event.type === 'returned') presences.changed(network, event.sender.chat, { state: 'here' })
  if (event.type === 'message' || event.type === 'chose') presences.wrote(network, event.sender.chat)
  if (event.type === 'edited') presences.wrote(network, event.chat)
}

function keyOf(event: RemoteEvent): string | undefined {
  return 'remoteId' in event ? keyOfRemote(event.network, event.remoteId) : undefined
}

function keyOfRemote(network: NetworkId, remoteId: RemoteMessageId): string {
  return `${network}/${remoteId}`
}

function subjectOf(event: RemoteEvent): string {
  switch (event.type) {
    case 'message':
    case 'started':
    case 'chose':
    case 'returned':
      return makeChatSubject(event.network, event.sender.chat)
    case 'left':
    case 'profile':
    case 'identified':
    case 'undelivered':
    case 'edited':
    case 'redacted':
    case 'reacted':
      return makeChatSubject(event.network, event.chat)
    case 'gap':
    case 'trouble':
      return `network/${event.network}`
  }
}
