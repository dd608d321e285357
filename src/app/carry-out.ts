import type { ChangeInChat, OutboundEffect } from '../core/conversation/effect.ts'
import type { Conversation } from '../core/conversation/state.ts'
import type { MatrixEventId, RemoteMessageId } from '../core/ids.ts'
import type { Ghost } from '../ports/matrix.ts'
import { MatrixError } from '../ports/matrix.ts'
import { needsLinks } from '../ports/message-link.ts'
import { DeliveryError, type Network } from '../ports/network.ts'
import type { OutboxRow } from '../ports/outbox.ts'
import type { StoredConversation } from '../ports/store-transaction.ts'
import type { App } from './deps.ts'
import { changeInChat } from './effects/change-in-chat.ts'
import { outsideConversation } from './effects/outside-conversation.ts'
import { done, type EffectResult } from './effects/result.ts'
import { type ChatSender, type ForChat, sendToChat } from './effects/send-to-chat.ts'
import { withFile } from './effects/with-file.ts'
import { niceToHave } from './nice-to-have.ts'
import type { OutboxBody } from './outbox-body.ts'

/** The homeserver forgets transaction ids after a day; older effects look into the room first. */
const lookBackAfterMs = 20 * 3_600_000
const dayMs = 24 * 3_600_000
const picturePatienceMs = 1000

export interface Trying {
  readonly row: OutboxRow
  /** An agent's line waits behind it in its lane. */
  readonly hasty: boolean
  /** The row's conversation, where it is known as it is now. */
  readonly known: StoredConversation | undefined
}

/** Tries one row of the outbox once. Rejects only for what is neither the network's nor the homeserver's answer. */
export async function carryOut(app: App, trying: Trying): Promise<EffectResult> {
  const { row } = trying
  const body = row.body as OutboxBody
  try {
    return body.of === 'conversation'
      ? await ofConversation(app, trying, body)
      : await outsideConversation(app, row, body)
  } catch (error) {
    if (error instanceof MatrixError) return error.failure.kind === 'retry' ? laterFor(error) : done
    if (error instanceof DeliveryError)
      return error.failure.kind === 'later' ? { kind: 'later', reason: error.failure.text } : done
    throw error
  }
}

function laterFor(error: MatrixError): EffectResult {
  const afterMs = error.failure.kind === 'retry' ? error.failure.retryAfterMs : undefined
  return { kind: 'later', reason: error.failure.text, ...(afterMs === undefined ? {} : { afterMs }) }
}

async function ofConversation(
  app: App,
  trying: Trying,
  body: Extract<OutboxBody, { of: 'conversation' }>,
): Promise<EffectResult> {
  const { row, known } = trying
  const stored = known ?? (await app.store.conversation(body.conversation))
  if (!stored) return done
  const { conversation, room } = stored
  const { effect } = body
  if (effect.type === 'identify-customer') return identify(app, conversation)
  if (isInChat(effect)) return toChat(app, trying, conversation, effect)
  const features = app.networks.get(conversation.network)?.features
  const result = await withFile(
    app,
    {
      ...{ conversation, room, key: row.key, effect, now: () => app.clock.now() },
      ghost: ghostOf(app, conversation),
      lookBack: app.clock.now() - row.createdAt > lookBackAfterMs,
      ...(features && needsLinks(features) ? { links: app.store } : {}),
    },
    row.attempts,
  )
  if (result.kind === 'done' && result.unsaid !== undefined) {
    app.log.warn(
      { conversation: conversation.id, room, reason: result.unsaid },
      'the homeserver refuses a notice or a sign',
    )
  }
  return result
}

type InChat = Extract<OutboundEffect, { type: 'send-to-chat' }> | ChangeInChat

function isInChat(effect: OutboundEffect): effect is InChat {
  return effect.type === 'send-to-chat' || effect.type.endsWith('-in-chat')
}

async function toChat(
  app: App,
  { row, hasty }: Trying,
  conversation: Conversation,
  effect: InChat,
): Promise<EffectResult> {
  const network = app.networks.get(conversation.network)
  if (!network)
    return { kind: 'later', reason: `network ${conversation.network} is not configured here`, afterMs: 60_000 }
  const [chat] = await Promise.all([
    app.store.chat(conversation.network, conversation.chat),
    row.startedAt === undefined ? app.store.startOutbox(row.id) : undefined,
  ])
  const priority = effect.type === 'send-to-chat' ? effect.priority : 'agent'
  const forChat: ForChat = {
    ...{ conversation, chat: conversation.chat, address: chat?.address ?? '', hasty, priority },
    key: row.key,
    // A question asked twice is better than one never asked; what an agent wrote must not come twice.
    repeated: row.startedAt !== undefined && priority === 'agent',
    ...(row.startedAt === undefined ? {} : { repeatedSince: row.startedAt }),
    createdAt: row.createdAt,
    ...(await speakerOf(app, network, effect)),
  }
  const result = await inChat(app, network, forChat, effect)
  if (result.kind === 'done') app.reached('network-send', conversation.network)
  return result
}

async function inChat(app: App, network: Network, forChat: ForChat, effect: InChat): Promise<EffectResult> {
  const sender: ChatSender = {
    ...{ network, publicLink: app.publicLink, linkMs: app.settings.linkMs, now: () => app.clock.now() },
    download: (mxc, signal) => app.matrix.download(mxc, signal),
  }
  if (effect.type !== 'send-to-chat') {
    return changeInChat({ ...forChat, effect, target: await remoteIdOf(app, forChat, effect.target) }, sender)
  }
  const { message, choices, eventId, question } = effect
  const answers = effect.answers && (await remoteIdOf(app, forChat, effect.answers))
  const more = { ...(choices && { choices }), ...(eventId && { eventId }), ...(question && { question }) }
  return sendToChat({ ...forChat, message, ...more, ...(answers && { answers }) }, sender)
}

/** Their picture is a link like those of files, the same for a day. */
async function speakerOf(app: App, network: Network, { speaker }: InChat): Promise<Pick<ForChat, 'speaker'>> {
  if (!speaker || network.features.speaker !== 'native') return {}
  const { name, agent } = speaker
  const avatar = agent && (await niceToHave(app.matrix.avatarOf(agent), picturePatienceMs))
  const today = Math.floor(app.clock.now() / dayMs) * dayMs
  const picture = avatar && app.publicLink({ url: avatar, name: 'picture', kind: 'image' }, today)
  return { speaker: picture ? { name, picture } : { name } }
}

/** How the network calls what stands in this conversation's room. */
async function remoteIdOf(
  { store }: App,
  { conversation }: ForChat,
  event: MatrixEventId,
): Promise<RemoteMessageId | undefined> {
  const link = await store.linkOfEvent(event)
  return link?.conversation === conversation.id ? link.remoteId : undefined
}

async function identify(app: App, conversation: Conversation): Promise<EffectResult> {
  const network = app.networks.get(conversation.network)
  if (!network || conversation.status === 'closed') return done
  const chat = await app.store.chat(conversation.network, conversation.chat)
  await network.identify(conversation.chat, chat?.address ?? '')
  return done
}

function ghostOf(app: App, conversation: Conversation): Ghost {
  return {
    localpart: app.ghostLocalpart(conversation.network, conversation.chat),
    displayName: conversation.customer.name,
  }
}
