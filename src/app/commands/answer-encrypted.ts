import { oneLine } from '../../core/text/one-line.ts'
import type { MatrixEvent } from '../../ports/matrix-event.ts'
import type { RoomRole } from '../../ports/store-queries.ts'
import { tellInRoom } from '../apply-room-event.ts'
import type { App } from '../deps.ts'
import { loadConversation, order } from '../session.ts'
import { type CommandRun, nothingToDo } from './command-run.ts'
import { worksHere } from './works-here.ts'

type EncryptedEvent = Extract<MatrixEvent, { type: 'encrypted' }>

/** Says once in a room that we cannot read there. Whoever wrote it in a chat with the bot gets one without encryption. */
export async function answerEncrypted(
  app: App,
  event: EncryptedEvent,
  role: RoomRole | undefined,
): Promise<CommandRun> {
  const { room, sender } = event
  if (!worksHere(app, sender)) return nothingToDo
  const key = `encrypted:${room}`
  if (role?.kind === 'conversation') return inConversation(role.conversation, key)
  if (role?.kind === 'admin') {
    const text =
      'I cannot read encrypted messages, so no command reaches me here. Use an admin room without encryption.'
    return { apply: async (session) => order(session, key, { of: 'room', room, message: { kind: 'notice', text } }) }
  }
  if (role) await app.store.forgetRoom(room)
  return { apply: async (session) => order(session, key, { of: 'join', room, inviter: sender, direct: true }) }
}

function inConversation(id: Extract<RoomRole, { kind: 'conversation' }>['conversation'], key: string): CommandRun {
  return {
    apply: async (session) => {
      const working = await loadConversation(session, id)
      if (!working) return
      const name = oneLine(working.conversation.customer.name, 40)
      tellInRoom(
        session,
        working,
        `I cannot read encrypted messages, so nothing of this reached ${name}. Write without encryption.`,
        key,
      )
    },
  }
}
