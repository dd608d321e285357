import type { Conversation } from '../../core/conversation/state.ts'
import type { RoomId } from '../../core/ids.ts'
import { type Matrix, MatrixError } from '../../ports/matrix.ts'
import { changeAsCustomer, postAsCustomer } from './as-customer.ts'
import { done, type EffectResult } from './result.ts'
import type { RoomEffect, RoomWork } from './room-work.ts'

/** Longer than this an agent is not kept waiting for a homeserver that asks us to slow down: somebody else is asked. */
const longestInviteWaitMs = 5000

/** Nobody misses their words where the homeserver will not have them. */
const unsaid: ReadonlySet<string> = new Set(['post-as-bot', 'renew-card', 'redact-as-customer', 'react-as-customer'])

type Invitation = Omit<RoomWork, 'effect' | 'room'> & {
  readonly room: RoomId
  readonly effect: Extract<RoomEffect, { type: 'invite-agent' }>
}

/** Carries out what happens in the conversation's room. */
export async function inRoom(work: RoomWork, matrix: Matrix): Promise<EffectResult> {
  try {
    if (work.effect.type === 'create-room') return await createRoom(work, work.effect, matrix)
    if (!work.room) return { kind: 'done' }
    return await inExistingRoom(work, work.room, matrix)
  } catch (error) {
    if (error instanceof MatrixError) return failed(error, work)
    throw error
  }
}

async function createRoom(
  work: RoomWork,
  effect: Extract<RoomEffect, { type: 'create-room' }>,
  matrix: Matrix,
): Promise<EffectResult> {
  const { conversation, ghost, key } = work
  await matrix.ensureGhost(ghost)
  const room = await matrix.createRoom({
    key,
    ghost,
    conversation: conversation.id,
    description: effect.description,
    network: { id: conversation.network, type: conversation.networkType, displayName: conversation.networkName },
    chat: conversation.chat,
    chatDisplayName: conversation.customer.name,
  })
  return { kind: 'done', room }
}

async function inExistingRoom(work: RoomWork, room: RoomId, matrix: Matrix): Promise<EffectResult> {
  const { effect, key, lookBack, ghost } = work
  switch (effect.type) {
    case 'create-room':
      return done
    case 'describe-room':
      await matrix.describeRoom(room, effect.description)
      return done
    case 'post-as-customer':
      return postAsCustomer({ ...work, room, effect }, matrix)
    case 'edit-as-customer':
    case 'redact-as-customer':
    case 'react-as-customer':
      return changeAsCustomer({ ...work, room, effect }, matrix)
    case 'post-as-bot':
      await matrix.postAsBot({ room, key, message: effect.message, lookBack, ...(effect.isCard && { isCard: true }) })
      return done
    case 'renew-card':
      await matrix.renewCard({ room, key, message: effect.message, wipes: effect.wipes, lookBack })
      return done
    case 'invite-agent':
      return inviteAgent({ ...work, room, effect }, matrix)
    case 'remove-agent':
      if (!isOfferedTo(work.conversation, effect.agent) && !has(work.conversation, effect.agent))
        await matrix.remove(room, effect.agent, effect.reason)
      return done
    case 'archive-room':
      await matrix.archiveRoom(room, ghost)
      return done
  }
}

/** Being in the room already counts as confirmed: then an answer was lost, or a crash came between it and its outcome. */
async function inviteAgent({ conversation, room, effect, now }: Invitation, matrix: Matrix): Promise<EffectResult> {
  if (!isOfferedTo(conversation, effect.agent)) return done
  await matrix.invite(room, effect.agent, effect.reason)
  return { kind: 'done', outcome: { type: 'invite-delivered', at: now(), offer: effect.offer } }
}

function failed(error: MatrixError, work: RoomWork): EffectResult {
  const { failure } = error
  const { effect } = work
  const waitMs = failure.kind === 'retry' ? (failure.retryAfterMs ?? 0) : 0
  if (
    effect.type === 'invite-agent' &&
    (failure.kind === 'refused' || failure.errcode === 'M_LIMIT_EXCEEDED' || waitMs > longestInviteWaitMs)
  ) {
    const reason = failure.said ?? failure.text
    return { kind: 'done', outcome: { type: 'invite-failed', at: work.now(), offer: effect.offer, reason } }
  }
  if (effect.type === 'create-room' && failure.kind === 'refused') {
    return { kind: 'later', reason: `the homeserver refuses a room: ${failure.text}`, afterMs: 30_000 }
  }
  if (failure.kind === 'retry')
    return { kind: 'later', reason: failure.text, ...(waitMs > 0 ? { afterMs: waitMs } : {}) }
  if (unsaid.has(effect.type)) return { kind: 'done', unsaid: failure.text }
  const excerpt =
    'message' in effect ? (effect.message.text || (effect.message.file?.name ?? '')).slice(0, 120) : effect.type
  return {
    kind: 'done',
    outcome: {
      type: 'delivery-failed',
      at: work.now(),
      key: work.key,
      certain: true,
      reason: failure.said ?? failure.text,
      excerpt,
      from: 'bot',
    },
  }
}

function isOfferedTo(conversation: Conversation, agent: string): boolean {
  return conversation.status === 'offered' && conversation.offers.some((offer) => offer.agent === agent)
}

function has(conversation: Conversation, agent: string): boolean {
  return 'agent' in conversation && conversation.agent === agent
}
