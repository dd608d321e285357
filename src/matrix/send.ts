import type { EffectKey, MatrixEventId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'
import { type Matrix, MatrixError } from '../ports/matrix.ts'
import { isErrcode } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import { type Home, userId } from './home.ts'
import type { Json } from './json.ts'
import type { Membership } from './membership.ts'
import { messageContent } from './message-content.ts'
import { findSent, type Outgoing, stampOf, transmit } from './outgoing.ts'

export type Sender = Pick<Matrix, 'postAsGhost' | 'postAsBot'>

/** `mend`: what to do when the homeserver says that the sender is not set up. */
interface Post extends Omit<Outgoing, 'content'> {
  readonly message: Message
  readonly extra: Json
  readonly lookBack: boolean
  readonly mend: () => Promise<void>
}

const mendable = ['M_FORBIDDEN', 'M_EXCLUSIVE', 'M_UNKNOWN_DEVICE', 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE']

export function createSender(home: Home, parts: { ghosts: Ghosts; membership: Membership }): Sender {
  const { ghosts, membership } = parts

  function postAsGhost(post: Parameters<Matrix['postAsGhost']>[0]): Promise<MatrixEventId> {
    const { room, ghost, key, message, remoteId, at, lookBack } = post
    const as = userId(home, ghost.localpart)
    const extra: Json = remoteId === undefined ? {} : { 'im.switchboard.remote_id': remoteId.toWellFormed() }
    const mend = async () => {
      ghosts.forget(ghost.localpart)
      await ghosts.ensure(ghost)
      await membership.bring(room, ghost.localpart)
    }
    return sendAll(home, { room, as, key, message, extra, lookBack, mend, at })
  }

  async function postAsBot(post: Parameters<Matrix['postAsBot']>[0]): Promise<MatrixEventId> {
    const { room, key, lookBack } = post
    const message: Message = { ...post.message, kind: 'notice' }
    await ghosts.ensureBot()
    const mend = async () => {
      ghosts.forget(home.settings.botLocalpart)
      await ghosts.ensureBot()
    }
    return sendAll(home, { room, as: home.botId, key, message, extra: {}, lookBack, mend })
  }

  return { postAsGhost, postAsBot }
}

/** Resolves with the id of the first event. The second has the key `key:1`, and so on. */
async function sendAll(home: Home, post: Post): Promise<MatrixEventId> {
  const { room, as, message, extra, at } = post
  let first: MatrixEventId | undefined
  for (const [part, content] of messageContent(message, extra).entries()) {
    const key = (part === 0 ? post.key : `${post.key}:${part}`) as EffectKey
    const stamped = { ...content, ...stampOf(home, key) }
    const outgoing: Outgoing = { room, as, key, content: stamped, ...(at !== undefined && { at }) }
    const known = post.lookBack ? await findSent(home, outgoing) : undefined
    const sent = known ?? (await sendOrMend(home, outgoing, post.mend))
    first ??= sent
  }
  if (first === undefined) throw new MatrixError({ kind: 'refused', text: 'the message is empty' })
  return first
}

/** Registration, device and membership are not asked for before each send; if one is missing it is mended, once. */
async function sendOrMend(home: Home, outgoing: Outgoing, mend: () => Promise<void>): Promise<MatrixEventId> {
  try {
    return await transmit(home, outgoing)
  } catch (error) {
    if (!isErrcode(error, ...mendable)) throw error
    await mend()
    return transmit(home, outgoing)
  }
}
