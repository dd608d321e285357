import type { ContactSettings } from '../../../src/app/deps.ts'
import { createNetworkInbox } from '../../../src/app/network-inbox.ts'
import type { WrittenAt } from '../../../src/core/conversation/written-at.ts'
import type { ContactId, NetworkId, RemoteChatId, RemoteMessageId } from '../../../src/core/ids.ts'
import type { Occasion, RemoteSender } from '../../../src/ports/network.ts'
import type { Desk } from './desk.ts'

export function inboxOf({ app, network }: Desk) {
  return createNetworkInbox(app, network.id)
}

/** As the network within the process knows this person. */
export function senderOf(name: string, changes: Partial<RemoteSender> = {}): RemoteSender {
  return {
    chat: `loopback:${name}` as RemoteChatId,
    contact: 'support' as ContactId,
    customer: { name, account: name, address: name },
    address: JSON.stringify({ name }),
    facts: {},
    vouched: true,
    ...changes,
  }
}

/** Somebody comes to the contact without a word. */
export async function comes(desk: Desk, name: string, occasion: Occasion, remoteId = `come:${name}`): Promise<void> {
  desk.network.person(name)
  const { id: network } = desk.network
  const sender = senderOf(name)
  await inboxOf(desk).submit({
    ...{ type: 'started', network, at: Date.now(), sender, occasion },
    remoteId: remoteId as RemoteMessageId,
  })
  await desk.quiet()
}

/** What they wrote lay somewhere before it came. */
export async function writesLate(desk: Desk, name: string, text: string, writtenAt: WrittenAt): Promise<void> {
  desk.network.person(name)
  const { id: network } = desk.network
  const message = { kind: 'text', text } as const
  await inboxOf(desk).submit({
    ...{ type: 'message', network, at: Date.now(), sender: senderOf(name), message, writtenAt },
    remoteId: `late:${name}/${text}` as RemoteMessageId,
  })
  await desk.quiet()
}

/** The contact greets on these occasions from now on. */
export function greetsOn({ app, network }: Desk, ...greetsOn: ContactSettings['greetsOn']): void {
  const contacts = app.settings.contacts as Map<NetworkId, readonly ContactSettings[]>
  contacts.set(
    network.id,
    (contacts.get(network.id) ?? []).map((contact) => ({ ...contact, greetsOn })),
  )
}
