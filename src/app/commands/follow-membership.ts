import type { MatrixEvent } from '../../ports/matrix-event.ts'
import type { RoomRole } from '../../ports/store-queries.ts'
import type { App } from '../deps.ts'
import { order } from '../session.ts'
import { type CommandRun, nothingToDo } from './command-run.ts'
import { worksHere } from './works-here.ts'

type MemberEvent = Extract<MatrixEvent, { type: 'member' }>

/** Whether it changes where people talk with the bot: an invitation of the bot, or the end of a direct chat. */
export function isAboutOurRoom(app: App, event: MemberEvent, role: RoomRole | undefined): boolean {
  if (role?.kind === 'conversation') return false
  return isInvitation(app, event) || (role !== undefined && isEnd(app, event, role))
}

/** The bot comes to those who may work with it, and forgets direct chats that ended. */
export async function followMembership(app: App, event: MemberEvent, role: RoomRole | undefined): Promise<CommandRun> {
  const { room, sender, user } = event
  if (isInvitation(app, event)) return invited(app, event)
  if (role?.kind === 'admin') app.log.warn({ room, sender, user }, 'the bot is not in the admin room any more')
  await app.store.forgetRoom(room)
  return nothingToDo
}

async function invited(app: App, { room, sender, isDirect, eventId }: MemberEvent): Promise<CommandRun> {
  if (!worksHere(app, sender)) {
    app.log.info({ room, sender }, 'the bot was invited by somebody who may not work with it')
    return nothingToDo
  }
  if (room === app.adminRoom()) {
    await app.matrix.join(room)
    await app.store.setAdminRoom(room)
    return nothingToDo
  }
  return {
    apply: async (session) =>
      order(session, `join:${eventId}`, { of: 'join', room, inviter: sender, direct: isDirect }),
  }
}

function isInvitation(app: App, { user, membership }: MemberEvent): boolean {
  return user === app.botUser && membership === 'invite'
}

function isEnd(app: App, { user, membership }: MemberEvent, role: RoomRole): boolean {
  if (membership !== 'leave' && membership !== 'ban') return false
  return user === app.botUser || (role.kind === 'direct' && user === role.user)
}
