import { beside } from './beside.ts'
import { ceiling } from './ceiling.ts'
import { choose } from './choose.ts'
import { claim } from './claim.ts'
import { memory } from './memory.ts'
import { networks } from './networks.ts'
import { processes } from './processes.ts'
import { relay } from './relay.ts'
import type { Part } from './report.ts'

/** In the order in which they run. */
export const parts: readonly Part[] = [relay, beside, choose, claim, ceiling, networks, processes, memory]
