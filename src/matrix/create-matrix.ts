import type { RoomId } from '../core/ids.ts'
import type { Ghost, Matrix } from '../ports/matrix.ts'
import { adminRoom } from './admin-room.ts'
import { createClient } from './client.ts'
import { createDirectRooms } from './direct-rooms.ts'
import { createFiles } from './files.ts'
import { createGhostDeeds } from './ghost-deeds.ts'
import { createGhosts } from './ghosts.ts'
import type { Home } from './home.ts'
import { createMembership, type Membership } from './membership.ts'
import { ping } from './ping.ts'
import { createPresence } from './presence.ts'
import { createProfiles } from './profiles.ts'
import { createQuotable } from './quotable.ts'
import { recentEvents } from './recent-events.ts'
import { createRoomMaker } from './room-maker.ts'
import { createRoomState } from './room-state.ts'
import { createRooms } from './rooms.ts'
import { createSender } from './send.ts'
import type { MatrixDeps, MatrixSettings } from './settings.ts'
import { createSigns } from './signs.ts'
import { createUpload } from './upload.ts'

/** The homeserver as `ports/matrix.ts` has it. Nothing is asked of it before the first call; `close` ends idle connections. */
export function createMatrix(settings: MatrixSettings, deps: MatrixDeps): Matrix & { close(): void } {
  const botId = `@${settings.botLocalpart}:${settings.serverName}`
  const home: Home = { client: createClient(settings), settings, deps, botId }
  const ghosts = createGhosts(home)
  const state = createRoomState(home)
  const membership = createMembership(home)
  const maker = createRoomMaker(home, state)
  const rooms = createRooms(home, { ghosts, state, membership, maker })
  const directRooms = createDirectRooms(home, { ghosts, state, membership, maker })
  const profileOf = createProfiles(home)
  return {
    ensureGhost: (ghost) => ghosts.ensure(ghost),
    createRoom: (request) => rooms.create(request),
    describeRoom: (room, description) => rooms.describe(room, description),
    ...createSender(home, { ghosts, membership }),
    ...createGhostDeeds(home, { ghosts, membership }),
    ...createSigns(home),
    invite: (room, user, reason) => membership.invite(room, user, reason),
    remove: (room, user, reason) => membership.remove(room, user, reason),
    archiveRoom: (room, ghost) => archive(home, membership, room, ghost),
    directRoom: (user) => directRooms.with(user),
    adminRoom: (configured, admins) => adminRoom(home, { ghosts, membership }, configured, admins),
    membersOf: (room) => membership.all(room),
    displayNameOf: async (user) => (await profileOf(user)).name,
    avatarOf: async (user) => (await profileOf(user)).avatar,
    ...createPresence(home, ghosts),
    async join(room) {
      await ghosts.ensureBot()
      await membership.join(room, settings.botLocalpart)
      await directRooms.noteJoined(room)
    },
    isEncrypted: async (room) => (await state.get(room, 'm.room.encryption')) !== undefined,
    ...createFiles(home),
    ...createUpload(home, ghosts),
    ...createQuotable(home),
    ping: () => ping(home),
    recentEvents: (room, most) => recentEvents(home, room, most),
    serverName: () => settings.serverName,
    close: () => home.client.close(),
  }
}

async function archive(home: Home, membership: Membership, room: RoomId, ghost: Ghost): Promise<void> {
  await membership.leave(room, ghost.localpart)
  if (!home.settings.removeAgentsOnArchive) return
  for (const user of (await membership.all(room)).keys()) {
    if (user !== home.botId) await membership.remove(room, user, 'The conversation is closed')
  }
}
