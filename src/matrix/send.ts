import type { EffectKey, MatrixEventId, RoomId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'
import { killPoint } from '../observe/kill-point.ts'
import { type Matrix, MatrixError } from '../ports/matrix.ts'
import { path } from './client.ts'
import { isErrcode } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import { device, type Home, userId } from './home.ts'
import { isJson, type Json, listIn, numberIn, objectIn, textIn } from './json.ts'
import type { Membership } from './membership.ts'
import { messageContent } from './message-content.ts'

/** In the content of every event of ours: the key of the effect that sent it. */
export const keyOfEvent = 'im.switchboard.key'
export const instanceOfEvent = 'im.switchboard.instance'
const remoteIdOfEvent = 'im.switchboard.remote_id'

export type Sender = Pick<Matrix, 'postAsGhost' | 'postAsBot'>

/** One event to be sent. `at`: what it shall show as its time; absent: now. */
interface Outgoing {
  readonly room: RoomId
  readonly as: string
  readonly key: EffectKey
  readonly content: Json
  readonly at?: number
}

const pagesLookedBack = 10
const unknownDevice = ['M_UNKNOWN_DEVICE', 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE']

export function createSender(home: Home, parts: { ghosts: Ghosts; membership: Membership }): Sender {
  const { client, settings, botId } = home
  const { ghosts, membership } = parts

  async function postAsGhost(post: Parameters<Matrix['postAsGhost']>[0]): Promise<MatrixEventId> {
    const { room, ghost, key, message, remoteId, at, lookBack } = post
    const as = userId(home, ghost.localpart)
    const extra = remoteId === undefined ? {} : { [remoteIdOfEvent]: remoteId.toWellFormed() }
    const repair = async () => {
      ghosts.forget(ghost.localpart)
      await ghosts.ensure(ghost)
      await membership.bring(room, ghost.localpart)
    }
    return sendAll({ room, as, key, message, extra, lookBack, repair, at })
  }

  async function postAsBot(post: Parameters<Matrix['postAsBot']>[0]): Promise<MatrixEventId> {
    const { room, key, lookBack } = post
    const message: Message = { ...post.message, kind: 'notice' }
    await ghosts.ensureBot()
    const repair = async () => {
      ghosts.forget(settings.botLocalpart)
      await ghosts.ensureBot()
    }
    return sendAll({ room, as: botId, key, message, extra: {}, lookBack, repair })
  }

  /** Resolves with the id of the first event. */
  async function sendAll(
    post: Omit<Outgoing, 'content'> & { message: Message; extra: Json; lookBack: boolean; repair: () => Promise<void> },
  ): Promise<MatrixEventId> {
    const { room, as, key, message, extra, at } = post
    const contents = messageContent(message, { ...extra, [keyOfEvent]: key, [instanceOfEvent]: settings.instance })
    let first: MatrixEventId | undefined
    for (const [part, content] of contents.entries()) {
      const partKey = (part === 0 ? key : `${key}:${part}`) as EffectKey
      const outgoing = {
        room,
        as,
        key: partKey,
        content: { ...content, [keyOfEvent]: partKey },
        ...(at !== undefined && { at }),
      }
      const known = post.lookBack ? await find(outgoing) : undefined
      const sent = known ?? (await sendOrRepair(outgoing, post.repair))
      first ??= sent
    }
    if (first === undefined) throw new MatrixError({ kind: 'refused', text: 'the message is empty' })
    return first
  }

  /** Registration, device and membership are not asked for before each send; if one is missing it is mended, once. */
  async function sendOrRepair(outgoing: Outgoing, repair: () => Promise<void>): Promise<MatrixEventId> {
    try {
      return await send(outgoing)
    } catch (error) {
      if (!isErrcode(error, 'M_FORBIDDEN', 'M_EXCLUSIVE', ...unknownDevice)) throw error
      await repair()
      return send(outgoing)
    }
  }

  async function send({ room, as, key, content, at }: Outgoing): Promise<MatrixEventId> {
    const transaction = `${settings.instance}.${key.replaceAll(':', '.')}`
    const address = path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transaction}`
    const query = at === undefined ? {} : { ts: Math.max(0, Math.trunc(at)) }
    const answer = await client.call({ method: 'PUT', path: address, as, device, query, body: content })
    killPoint('send')
    return textIn(answer, 'event_id') as MatrixEventId
  }

  /** Our own event with this key, among the latest thousand of this sender. */
  async function find({ room, as, key, at }: Outgoing): Promise<MatrixEventId | undefined> {
    const filter = JSON.stringify({ types: ['m.room.message'], senders: [as] })
    let from: string | undefined
    for (let page = 0; page < pagesLookedBack; page++) {
      const query = { dir: 'b', limit: 100, filter, ...(from !== undefined && { from }) }
      const answer = await client.call({ method: 'GET', path: path`/_matrix/client/v3/rooms/${room}/messages`, query })
      for (const event of listIn(answer, 'chunk')) {
        if (!isJson(event)) continue
        const content = objectIn(event, 'content')
        const isOurs = textIn(content, keyOfEvent) === key && textIn(content, instanceOfEvent) === settings.instance
        if (isOurs && textIn(event, 'sender') === as) return textIn(event, 'event_id') as MatrixEventId
        // A ghost's events show the customer's times and go out in their order.
        if (at !== undefined && (numberIn(event, 'origin_server_ts') ?? at) < at) return undefined
      }
      from = textIn(answer, 'end')
      if (from === undefined) return undefined
    }
    return undefined
  }

  return { postAsGhost, postAsBot }
}
