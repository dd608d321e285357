import { type Feature, features } from '../core/identification/features.ts'
import type { NetworkFeatures } from '../ports/network.ts'

const carriedBy: Partial<Record<Feature, keyof NetworkFeatures>> = {
  files: 'files',
  edits: 'edit',
  replies: 'reply',
  reactions: 'reaction',
  formatting: 'formatting',
  typing: 'typing',
}

/** Whether it depends on the network at all, and not on programs alone. */
export function isOfNetwork(feature: Feature): boolean {
  return carriedBy[feature] !== undefined
}

/** What a network carries as it is. Threads and long texts need nothing of it that the program does not have. */
export function carriedFeatures(network: NetworkFeatures | undefined): readonly Feature[] {
  if (!network) return []
  return features.filter((feature) => {
    const ability = carriedBy[feature]
    return ability === undefined || network[ability] === 'native'
  })
}
