import type { EffectKey, MatrixEventId } from '../core/ids.ts'
import type { Message } from '../core/message/message.ts'
import { type BotPost, type Matrix, MatrixError } from '../ports/matrix.ts'
import { type Card, cardMark, cardsIn } from './cards.ts'
import { ghostIn, orMend, type Parts } from './ghost-in.ts'
import type { Home } from './home.ts'
import type { Json } from './json.ts'
import { messageContent } from './message-content.ts'
import { findSent, isOf, type Outgoing, redact, stampOf, transmit } from './outgoing.ts'

export type Sender = Pick<Matrix, 'postAsGhost' | 'postAsBot' | 'renewCard' | 'editAsGhost'>

/** `shape` makes of the content of the first event what it has to be; `mend`: what to do when the sender is not set up. */
interface Post extends Omit<Outgoing, 'content'> {
  readonly message: Message
  readonly extra: Json
  readonly shape?: (content: Json) => Json
  readonly lookBack: boolean
  readonly mend: () => Promise<void>
}

/** What programs that know no edits read of one, in characters. */
const longestBeginning = 1000

export function createSender(home: Home, parts: Parts): Sender {
  const { ghosts } = parts

  function postAsGhost(post: Parameters<Matrix['postAsGhost']>[0]): Promise<MatrixEventId> {
    const { room, key, remoteId, at, lookBack, answers } = post
    const extra: Json = remoteId === undefined ? {} : { 'im.switchboard.remote_id': remoteId.toWellFormed() }
    const { replyTo: _quote, ...unquoted } = post.message
    const message = answers === undefined ? post.message : unquoted
    const shape = (content: Json) => (answers === undefined ? content : asAnswer(content, answers))
    return sendAll(home, { room, ...ghostIn(home, parts, post), key, message, extra, shape, lookBack, at })
  }

  function editAsGhost(edit: Parameters<Matrix['editAsGhost']>[0]): Promise<MatrixEventId> {
    const { room, key, target, message, at, lookBack } = edit
    const shape = (content: Json) => asEdit(content, target)
    return sendAll(home, { room, ...ghostIn(home, parts, edit), key, message, extra: {}, shape, lookBack, at })
  }

  async function postAsBot(post: Parameters<Matrix['postAsBot']>[0]): Promise<MatrixEventId> {
    await ghosts.ensureBot()
    return sendAll(home, { ...fromBot(post), extra: post.isCard ? cardMark : {} })
  }

  async function renewCard({ wipes, ...post }: Parameters<Matrix['renewCard']>[0]): Promise<void> {
    const cards = await cardsIn(home, post.room)
    const card = cards.find(({ isEdit }) => !isEdit)
    if (!card) return
    if (wipes) {
      await postAsBot({ ...post, isCard: true })
      await wipe(home, post, cards)
    } else {
      const shape = (content: Json) => ({ ...asEdit(content, card.id), ...cardMark })
      await sendAll(home, { ...fromBot(post), extra: {}, shape })
    }
  }

  function fromBot({ room, key, message, lookBack }: BotPost): Omit<Post, 'extra'> {
    const mend = async () => {
      ghosts.forget(home.settings.botLocalpart)
      await ghosts.ensureBot()
    }
    return { room, as: home.botId, key, message: { ...message, kind: 'notice' }, lookBack, mend }
  }

  return { postAsGhost, postAsBot, renewCard, editAsGhost }
}

/** All but what was put in their place. Each has a key of its own: the homeserver knows one redaction for a key. */
async function wipe(home: Home, { room, key }: BotPost, cards: readonly Card[]): Promise<void> {
  for (const { id, content } of cards) {
    if (isOf(home, content, key)) continue
    await redact(home, { room, as: home.botId, key: `${key}:${id}` as EffectKey, target: id })
  }
}

/** Resolves with the id of the first event. The second has the key `key:1`, and so on. */
async function sendAll(home: Home, post: Post): Promise<MatrixEventId> {
  const { room, as, message, extra, at, shape = (content) => content } = post
  let first: MatrixEventId | undefined
  for (const [part, content] of messageContent(message, extra).entries()) {
    const key = (part === 0 ? post.key : `${post.key}:${part}`) as EffectKey
    const stamped = { ...(part === 0 ? shape(content) : content), ...stampOf(home, key) }
    const outgoing: Outgoing = { room, as, key, content: stamped, ...(at !== undefined && { at }) }
    const known = post.lookBack ? await findSent(home, outgoing) : undefined
    const sent = known ?? (await orMend(post.mend, () => transmit(home, outgoing)))
    first ??= sent
  }
  if (first === undefined) throw new MatrixError({ kind: 'refused', text: 'the message is empty' })
  return first
}

function asAnswer(content: Json, answers: MatrixEventId): Json {
  return { ...content, 'm.relates_to': { 'm.in_reply_to': { event_id: answers } } }
}

/** Programs that know no edits read the beginning of the new text; the whole twice might be too long for an event. */
function asEdit(content: Json, target: MatrixEventId): Json {
  const { msgtype, body, 'm.mentions': mentions, ...rest } = content
  const beginning = typeof body === 'string' ? body.slice(0, longestBeginning).toWellFormed() : ''
  return {
    ...{ msgtype: 'm.text', body: `* ${beginning}`, 'm.mentions': mentions },
    'm.new_content': { ...rest, msgtype, body, 'm.mentions': mentions },
    'm.relates_to': { rel_type: 'm.replace', event_id: target },
  }
}
