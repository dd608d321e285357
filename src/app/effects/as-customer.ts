import type { ChangeAsCustomer, OutboundEffect } from '../../core/conversation/effect.ts'
import type { MatrixEventId, RemoteMessageId, RoomId } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import { tell } from '../../core/text/tell.ts'
import type { Matrix } from '../../ports/matrix.ts'
import type { MessageLink } from '../../ports/message-link.ts'
import { done, type EffectResult } from './result.ts'
import type { RoomWork } from './room-work.ts'

type Post = Extract<OutboundEffect, { type: 'post-as-customer' }>
type Reaction = Extract<ChangeAsCustomer, { type: 'react-as-customer' }>
type Work<E> = Omit<RoomWork, 'effect'> & { readonly effect: E; readonly room: RoomId }

/** What the customer wrote, as an answer where it is one. */
export async function postAsCustomer(work: Work<Post>, matrix: Matrix): Promise<EffectResult> {
  const { room, ghost, key, effect, lookBack, links } = work
  const { message, at, remoteId, answers } = effect
  const answered = answers === undefined ? undefined : await linkTo(work, answers)
  const event = await matrix.postAsGhost({
    ...{ room, ghost, key, at, remoteId, lookBack },
    message: answers === undefined || answered ? message : await quoting(work, message, answers),
    ...(answered ? { answers: answered.event } : {}),
  })
  return links ? { kind: 'done', link: linkFrom(work, remoteId, event) } : done
}

/** What is answered stands in no room: it is quoted where we know what it says, as said by our contact where it is ours. */
async function quoting(work: Work<Post>, message: Message, answers: RemoteMessageId): Promise<Message> {
  const { network, chat, contactName } = work.conversation
  const own = await work.links?.ownLine(network, chat, answers)
  if (own) return { ...message, replyTo: { author: contactName, text: own.said } }
  return message.replyTo?.author === '' ? { ...message, replyTo: { ...message.replyTo, author: contactName } } : message
}

/** What the customer did to a message. Theirs alone can be changed, whatever their program claims. */
export async function changeAsCustomer(work: Work<ChangeAsCustomer>, matrix: Matrix): Promise<EffectResult> {
  const { effect } = work
  const link = await linkTo(work, effect.target)
  switch (effect.type) {
    case 'edit-as-customer':
      return edit({ ...work, effect }, link, matrix)
    case 'redact-as-customer': {
      if (!link) return unknown(work, 'redaction')
      const { room, ghost, key } = work
      if (!link.isOurs) await matrix.redactAsGhost({ room, ghost, key, target: link.event })
      return done
    }
    case 'react-as-customer':
      return link ? react({ ...work, effect }, link, matrix) : reactToBot({ ...work, effect }, matrix)
  }
}

async function edit(
  work: Work<Extract<ChangeAsCustomer, { type: 'edit-as-customer' }>>,
  link: MessageLink | undefined,
  matrix: Matrix,
): Promise<EffectResult> {
  const { room, ghost, key, effect, lookBack } = work
  const { at, message, otherwise } = effect
  if (link?.isOurs) return done
  if (link) {
    await matrix.editAsGhost({ room, ghost, key, target: link.event, message, at, lookBack })
    return done
  }
  await matrix.postAsGhost({ room, ghost, key, message: otherwise, at, lookBack })
  return unknown(work, 'edit')
}

async function react(work: Work<Reaction>, link: MessageLink, matrix: Matrix): Promise<EffectResult> {
  const { room, ghost, key, effect } = work
  const { reaction, removed, target, at } = effect
  if (!removed) {
    const event = await matrix.reactAsGhost({ room, ghost, key, target: link.event, reaction, at })
    return event === undefined ? done : { kind: 'done', link: { ...linkFrom(work, target, event), reaction } }
  }
  const { network, chat } = work.conversation
  const shown = await work.links?.linkOf(network, chat, target, reaction)
  if (!shown) return done
  await matrix.redactAsGhost({ room, ghost, key, target: shown.event })
  await work.links?.dropLink(shown.event)
  return done
}

/** The agent does not have what the bot said, so a notice says what it is about. */
async function reactToBot(work: Work<Reaction>, matrix: Matrix): Promise<EffectResult> {
  const { room, key, effect, lookBack, conversation } = work
  const { reaction, removed, target } = effect
  const { id, network, chat, customer } = conversation
  const own = await work.links?.ownLine(network, chat, target)
  if (own?.conversation !== id) return done
  const text = tell('reacted-to-bot', { customer: customer.name, key: reaction, said: own.said, removed })
  await matrix.postAsBot({ room, key, message: { kind: 'notice', text }, lookBack })
  return done
}

/** Only of this conversation: what belongs to an earlier one stands in another room. */
async function linkTo(work: Work<unknown>, target: RemoteMessageId): Promise<MessageLink | undefined> {
  const { conversation, links } = work
  const link = await links?.linkOf(conversation.network, conversation.chat, target)
  return link?.conversation === conversation.id ? link : undefined
}

function linkFrom({ conversation }: Work<unknown>, remoteId: RemoteMessageId, event: MatrixEventId): MessageLink {
  const { id, network, chat } = conversation
  return { conversation: id, network, chat, remoteId, event, isOurs: false }
}

function unknown({ now }: Work<unknown>, what: 'edit' | 'redaction'): EffectResult {
  return { kind: 'done', outcome: { type: 'target-unknown', at: now(), what } }
}
