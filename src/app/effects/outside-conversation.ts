import type { AgentId, RoomId } from '../../core/ids.ts'
import type { Message } from '../../core/message/message.ts'
import { tell } from '../../core/text/tell.ts'
import type { OutboxRow } from '../../ports/outbox.ts'
import type { App } from '../deps.ts'
import type { OutboxBody } from '../outbox-body.ts'
import { done, type EffectResult } from './result.ts'

type Outside = Exclude<OutboxBody, { of: 'conversation' }>

/** Carries out what is said or done outside of a conversation. */
export async function outsideConversation(app: App, row: OutboxRow, body: Outside): Promise<EffectResult> {
  switch (body.of) {
    case 'room':
      return post(app, row, body.room, body.message)
    case 'person':
      return post(app, row, await directRoomWith(app, body.person), body.message)
    case 'admins':
      return toAdmins(app, row, body.message)
    case 'join':
      return join(app, row, body.room, body.inviter)
    case 'chat':
      return refuseChat(app, row, body)
    case 'forward':
      await app.store.submit([body.row])
      return done
  }
}

async function post(app: App, row: OutboxRow, room: RoomId, message: Message): Promise<EffectResult> {
  await app.matrix.postAsBot({ room, key: row.key, message, lookBack: false })
  return done
}

/** Remembered as such, so that what the person says there is read. */
async function directRoomWith(app: App, person: AgentId): Promise<RoomId> {
  const room = await app.matrix.directRoom(person)
  await app.store.setDirectRoom(person, room)
  return room
}

async function toAdmins(app: App, row: OutboxRow, message: Message): Promise<EffectResult> {
  const room = app.adminRoom()
  if (!room) return { kind: 'later', reason: 'there is no admin room yet', afterMs: 5000 }
  return post(app, row, room, message)
}

/** Somebody wants to talk with the bot. In an encrypted room it says so in clear text and offers another. */
async function join(app: App, row: OutboxRow, room: RoomId, inviter: AgentId): Promise<EffectResult> {
  await app.matrix.join(room)
  if (await app.matrix.isEncrypted(room)) {
    return post(app, row, room, { kind: 'notice', text: await whereToGoOn(app, inviter) })
  }
  await app.store.setDirectRoom(inviter, room)
  const text = app.settings.welcome || tell('bot-introduction', {})
  return post(app, row, room, { kind: 'notice', text })
}

async function whereToGoOn(app: App, person: AgentId): Promise<string> {
  const room = await app.matrix.directRoom(person)
  const isKnown = (await app.store.roomRole(room)) !== undefined
  await app.store.setDirectRoom(person, room)
  return tell('encrypted-room', isKnown ? { existing: `https://matrix.to/#/${room}` } : {})
}

async function refuseChat(app: App, row: OutboxRow, body: Extract<Outside, { of: 'chat' }>): Promise<EffectResult> {
  const network = app.networks.get(body.network)
  if (!network) return done
  await network.send({
    chat: body.chat,
    address: body.address,
    message: body.message,
    key: row.key,
    priority: 'prompt',
    hasty: false,
    repeated: row.attempts > 0,
    repeatedSince: row.createdAt,
  })
  return done
}
