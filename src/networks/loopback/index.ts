import type { Clock } from '../../ports/clock.ts'

export { loopbackFile } from './files.ts'

import { LoopbackNetwork, type LoopbackSettings } from './loopback-network.ts'

/** A network in memory, for learning, trying and testing. */
export function createLoopbackNetwork(settings: LoopbackSettings, clock: Clock): LoopbackNetwork {
  return new LoopbackNetwork(settings, clock)
}
