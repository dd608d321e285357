import type { MatrixEventId } from '../core/ids.ts'
import type { GhostDeed, Matrix } from '../ports/matrix.ts'
import { cleanText } from './clean-text.ts'
import { isErrcode } from './failure.ts'
import { ghostIn, orMend, type Parts } from './ghost-in.ts'
import type { Home } from './home.ts'
import { redact, stampOf, transmit } from './outgoing.ts'

/** What ghosts do to events that are there. A repeat has no second result. */
export function createGhostDeeds(home: Home, parts: Parts): Pick<Matrix, 'redactAsGhost' | 'reactAsGhost'> {
  async function redactAsGhost(redaction: GhostDeed): Promise<void> {
    const { as, mend } = ghostIn(home, parts, redaction)
    await orMend(mend, () => redact(home, { ...redaction, as }))
  }

  async function reactAsGhost(deed: Parameters<Matrix['reactAsGhost']>[0]): Promise<MatrixEventId | undefined> {
    const { room, key, target, reaction, at } = deed
    const { as, mend } = ghostIn(home, parts, deed)
    const relation = { rel_type: 'm.annotation', event_id: target, key: cleanText(reaction) }
    const content = { 'm.relates_to': relation, ...stampOf(home, key) }
    try {
      return await orMend(mend, () => transmit(home, { room, as, key, at, content, type: 'm.reaction' }))
    } catch (error) {
      if (isErrcode(error, 'M_DUPLICATE_ANNOTATION')) return undefined
      throw error
    }
  }

  return { redactAsGhost, reactAsGhost }
}
