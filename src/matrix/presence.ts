import { oneLine } from '../core/text/one-line.ts'
import type { Ghost, Matrix, UserPresence } from '../ports/matrix.ts'
import { path } from './client.ts'
import { isErrcode } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import { type Home, userId } from './home.ts'
import { type Json, numberIn, textIn } from './json.ts'

const longestText = 200

/** Presence as the homeserver has it, of agents and for customers. */
export function createPresence(home: Home, ghosts: Ghosts): Pick<Matrix, 'presenceOf' | 'showPresence'> {
  return {
    async presenceOf(user) {
      const address = path`/_matrix/client/v3/presence/${user}/status`
      return presenceIn(await home.client.call({ method: 'GET', path: address }).catch(unlessUnsaid))
    },
    async showPresence(ghost: Ghost, presence, text) {
      await ghosts.ensure(ghost)
      const as = userId(home, ghost.localpart)
      const body = { presence, status_msg: oneLine(text ?? '', longestText) }
      await home.client.call({ method: 'PUT', path: path`/_matrix/client/v3/presence/${as}/status`, as, body })
    },
  }
}

/** Without a time of activity `offline` only means that the homeserver keeps no presence, or has never seen the person. */
function presenceIn(answer: Json | undefined): UserPresence | undefined {
  const presence = textIn(answer, 'presence')
  if (presence === 'online' || presence === 'org.matrix.msc3026.busy') return 'online'
  if (presence === 'unavailable') return 'unavailable'
  const isKnown = presence === 'offline' && numberIn(answer, 'last_active_ago') !== undefined
  return isKnown ? 'offline' : undefined
}

/** It is not told, or there is nothing to tell. */
function unlessUnsaid(error: unknown): undefined {
  if (!isErrcode(error, 'M_FORBIDDEN', 'M_NOT_FOUND', 'M_UNKNOWN', 'M_UNRECOGNIZED')) throw error
}
