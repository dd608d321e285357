import type { NetworkId, QueueName } from '../core/ids.ts'
import { type OtherContact, otherContacts, type ReachableContact } from '../core/presence/other-contacts.ts'
import { queuesOfContact } from '../core/presence/queues-of-contact.ts'
import type { PreparedRules } from '../core/routing/rule-index.ts'
import type { Network } from '../ports/network.ts'
import { carriedFeatures } from './carried-features.ts'
import type { App, ContactSettings } from './deps.ts'

/** Looked at once for each published rule set: with many rules it takes its time. */
const queuesBySet = new WeakMap<PreparedRules, Map<string, readonly QueueName[]>>()

type Parts = Pick<App, 'networks' | 'rules' | 'settings'>

/** For a placement: where customers of this network would reach this queue with more. */
export function elsewhereFor(
  app: Parts,
  network: NetworkId,
  queue: QueueName,
): { readonly elsewhere?: readonly OtherContact[] } {
  const elsewhere = contactsElsewhere(app, network, [queue])
  return elsewhere.length === 0 ? {} : { elsewhere }
}

/** Other contacts that lead to all these queues, on networks that carry more. */
export function contactsElsewhere(
  app: Parts,
  network: NetworkId,
  queues: readonly QueueName[],
): readonly OtherContact[] {
  if (app.networks.size < 2) return []
  const carried = carriedFeatures(app.networks.get(network)?.features)
  return otherContacts({ network, carried, queues }, reachableContacts(app))
}

/** Every contact that can be published, with the queues that the rules in force lead it to. */
export function reachableContacts(app: Parts): readonly ReachableContact[] {
  return [...app.networks.values()].flatMap((network) =>
    (app.settings.contacts.get(network.id) ?? []).flatMap(({ id: contact }) => {
      const link = network.contactLink(contact)
      if (link === undefined) return []
      const { id, type: networkType, displayName: networkName } = network
      const carried = carriedFeatures(network.features)
      return [
        { contact, network: id, networkType, networkName, link, carried, queues: queuesOf(app, contact, network) },
      ]
    }),
  )
}

function queuesOf({ rules }: Parts, contact: ContactSettings['id'], network: Network): readonly QueueName[] {
  const { prepared } = rules.current()
  const known = queuesBySet.get(prepared) ?? new Map<string, readonly QueueName[]>()
  queuesBySet.set(prepared, known)
  const key = `${network.id}/${contact}`
  const queues = known.get(key) ?? queuesOfContact(prepared, { contact, network })
  known.set(key, queues)
  return queues
}
