import type { ChangeAsCustomer, OutboundEffect } from '../../core/conversation/effect.ts'
import type { MatrixEventId, RemoteMessageId, RoomId } from '../../core/ids.ts'
import type { Matrix } from '../../ports/matrix.ts'
import type { MessageLink } from '../../ports/message-link.ts'
import { done, type EffectResult } from './result.ts'
import type { RoomWork } from './room-work.ts'

type Post = Extract<OutboundEffect, { type: 'post-as-customer' }>
type Work<E> = Omit<RoomWork, 'effect'> & { readonly effect: E; readonly room: RoomId }

/** What the customer wrote, as an answer where it is one. */
export async function postAsCustomer(work: Work<Post>, matrix: Matrix): Promise<EffectResult> {
  const { room, ghost, key, effect, lookBack, links } = work
  const { message, at, remoteId, answers } = effect
  const answered = answers === undefined ? undefined : await linkTo(work, answers)
  const event = await matrix.postAsGhost({
    ...{ room, ghost, key, message, at, remoteId, lookBack },
    ...(answered ? { answers: answered.event } : {}),
  })
  return links ? { kind: 'done', link: linkFrom(work, remoteId, event) } : done
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
      return link ? react({ ...work, effect }, link, matrix) : done
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

async function react(
  work: Work<Extract<ChangeAsCustomer, { type: 'react-as-customer' }>>,
  link: MessageLink,
  matrix: Matrix,
): Promise<EffectResult> {
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
