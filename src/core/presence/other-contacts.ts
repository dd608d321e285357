import { compareCodePoints } from '../../util/compare-code-points.ts'
import { type Feature, features } from '../identification/features.ts'
import type { ContactId, NetworkId, QueueName } from '../ids.ts'

/** A contact of ours, where it is, and what to publish so that people find it. */
interface Place {
  readonly contact: ContactId
  readonly network: NetworkId
  readonly networkType: string
  readonly networkName: string
  readonly link: string
}

/** `carried`: what its network carries as it is. `queues`: where its conversations may come to. */
export interface ReachableContact extends Place {
  readonly carried: readonly Feature[]
  readonly queues: readonly QueueName[]
}

/** Where a customer would reach the same queues on a network that carries more. `features`: what is carried there and not here. */
export interface OtherContact extends Place {
  readonly features: readonly Feature[]
}

export interface Here {
  readonly network: NetworkId
  readonly carried: readonly Feature[]
  /** Which the other contact must all lead to. */
  readonly queues: readonly QueueName[]
}

/**
 * The contacts on other networks by which customers reach the same queues with more (F12): one for each network, the one
 * that leads to the fewest queues; networks that add most come first. Ties go by id.
 */
export function otherContacts(here: Here, contacts: Iterable<ReachableContact>): readonly OtherContact[] {
  const best = new Map<NetworkId, ReachableContact>()
  for (const one of contacts) {
    if (one.network === here.network || !leadsThere(one, here) || gainOf(one, here).length === 0) continue
    const known = best.get(one.network)
    if (!known || isCloser(one, known)) best.set(one.network, one)
  }
  const found = [...best.values()].map((one): OtherContact => {
    const { carried: _, queues: __, ...place } = one
    return { ...place, features: gainOf(one, here) }
  })
  return found.sort((a, b) => b.features.length - a.features.length || compareCodePoints(a.network, b.network))
}

function leadsThere({ queues }: ReachableContact, here: Here): boolean {
  return here.queues.length > 0 && here.queues.every((queue) => queues.includes(queue))
}

/** That one sees the other type is no reason to go elsewhere. */
function gainOf({ carried }: ReachableContact, here: Here): readonly Feature[] {
  const isMore = (feature: Feature) => carried.includes(feature) && !here.carried.includes(feature)
  return features.filter((feature) => feature !== 'typing' && isMore(feature))
}

function isCloser(one: ReachableContact, than: ReachableContact): boolean {
  return (one.queues.length - than.queues.length || compareCodePoints(one.contact, than.contact)) < 0
}
