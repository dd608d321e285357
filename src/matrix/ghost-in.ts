import type { GhostDeed } from '../ports/matrix.ts'
import { isErrcode } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import { type Home, userId } from './home.ts'
import type { Membership } from './membership.ts'

export interface Parts {
  readonly ghosts: Ghosts
  readonly membership: Membership
}

const mendable = ['M_FORBIDDEN', 'M_EXCLUSIVE', 'M_UNKNOWN_DEVICE', 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE']

/** A ghost as the sender in a room. `mend`: what to do when the homeserver says that it is not set up. */
export function ghostIn(home: Home, { ghosts, membership }: Parts, { room, ghost }: Pick<GhostDeed, 'room' | 'ghost'>) {
  const mend = async (): Promise<void> => {
    ghosts.forget(ghost.localpart)
    await ghosts.ensure(ghost)
    await membership.bring(room, ghost.localpart)
  }
  return { as: userId(home, ghost.localpart), mend }
}

/** Registration, device and membership are not asked for before each send; if one is missing it is mended, once. */
export async function orMend<T>(mend: () => Promise<void>, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!isErrcode(error, ...mendable)) throw error
    await mend()
    return send()
  }
}
