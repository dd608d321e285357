import type { RoomDescription } from '../core/conversation/effect.ts'
import type { RoomId } from '../core/ids.ts'
import type { RoomRequest } from '../ports/matrix.ts'
import { cleanText } from './clean-text.ts'
import type { Ghosts } from './ghosts.ts'
import type { Home } from './home.ts'
import { type Json, objectIn, textIn } from './json.ts'
import type { Membership } from './membership.ts'
import { creationOf, initialState, markerKey, markerOf, powerLevels } from './room-content.ts'
import type { RoomMaker } from './room-maker.ts'
import type { RoomState } from './room-state.ts'
import { createRoomVersion } from './room-version.ts'

export interface Rooms {
  create(request: RoomRequest): Promise<RoomId>
  describe(room: RoomId, description: RoomDescription): Promise<void>
}

interface Parts {
  readonly ghosts: Ghosts
  readonly state: RoomState
  readonly membership: Membership
  readonly maker: RoomMaker
}

export function createRooms(home: Home, { ghosts, state, membership, maker }: Parts): Rooms {
  const { settings } = home
  const versionOf = createRoomVersion(home)

  async function create(request: RoomRequest): Promise<RoomId> {
    await Promise.all([ghosts.ensureBot(), ghosts.ensure(request.ghost)])
    const marker = markerOf(home, request)
    const isOurs = async (_room: RoomId, created: Json) => {
      const found = objectIn(created, markerKey)
      return found?.['key'] === marker['key'] && found?.['instance'] === marker['instance']
    }
    const name = `${settings.instance}.${request.key.replaceAll(':', '.')}`
    const { room, isNew } = await maker.make(name, creationOf(home, request, await versionOf()), isOurs)
    if (isNew) await membership.join(room, request.ghost.localpart)
    else await complete(room, request)
    return room
  }

  async function complete(room: RoomId, request: RoomRequest): Promise<void> {
    const levels = await state.get(room, 'm.room.power_levels')
    if (levels?.['invite'] !== 100) {
      const version = textIn(await state.get(room, 'm.room.create'), 'room_version') ?? '1'
      await state.put(room, 'm.room.power_levels', '', powerLevels(home, request.ghost.localpart, version))
    }
    await state.put(room, 'm.room.join_rules', '', { join_rule: 'invite' })
    for (const event of initialState(home, request)) await state.put(room, event.type, event.state_key, event.content)
    await describe(room, request.description)
    await membership.bring(room, request.ghost.localpart)
  }

  async function describe(room: RoomId, { name, topic }: RoomDescription): Promise<void> {
    await state.put(room, 'm.room.name', '', { name: cleanText(name) })
    await state.put(room, 'm.room.topic', '', { topic: cleanText(topic) })
  }

  return { create, describe }
}
