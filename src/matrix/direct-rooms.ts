import { createHash } from 'node:crypto'
import type { AgentId, RoomId } from '../core/ids.ts'
import { createDirectList } from './direct-list.ts'
import { isErrcode } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import type { Home } from './home.ts'
import type { Json } from './json.ts'
import type { Membership } from './membership.ts'
import type { RoomMaker } from './room-maker.ts'
import type { RoomState } from './room-state.ts'

/** The rooms in which the bot talks with one person. Remembered where clients do it too: in the bot's `m.direct`. */
export interface DirectRooms {
  with(user: AgentId): Promise<RoomId>
  /** Takes note of a room that the bot was invited to, if it is one with a single person. */
  noteJoined(room: RoomId): Promise<void>
}

interface Parts {
  readonly ghosts: Ghosts
  readonly state: RoomState
  readonly membership: Membership
  readonly maker: RoomMaker
}

export function createDirectRooms(home: Home, { ghosts, state, membership, maker }: Parts): DirectRooms {
  const list = createDirectList(home)
  const searches = new Map<AgentId, Promise<RoomId>>()

  function withUser(user: AgentId): Promise<RoomId> {
    const running = searches.get(user)
    if (running !== undefined) return running
    const search = findOrMake(user).finally(() => searches.delete(user))
    searches.set(user, search)
    return search
  }

  async function findOrMake(user: AgentId): Promise<RoomId> {
    await ghosts.ensureBot()
    for (const room of await list.of(user)) if (await isUsable(room, user)) return room
    const room = await makeOrFind(user)
    await list.add(user, room)
    return room
  }

  async function isUsable(room: RoomId, user: AgentId): Promise<boolean> {
    try {
      const now = await membership.of(room, user)
      return (now === 'join' || now === 'invite') && (await state.get(room, 'm.room.encryption')) === undefined
    } catch (error) {
      if (isErrcode(error, 'M_FORBIDDEN')) return false
      throw error
    }
  }

  /** The same person always has the same alias. */
  async function makeOrFind(user: AgentId): Promise<RoomId> {
    const digest = createHash('sha256').update(user).digest('hex').slice(0, 32)
    const { room } = await maker.make(`direct.${digest}`, bodyFor(user), (found) => isReachable(found, user))
    return room
  }

  /** Invites whoever left the room again. */
  async function isReachable(room: RoomId, user: AgentId): Promise<boolean> {
    if (await isUsable(room, user)) return true
    if ((await state.get(room, 'm.room.encryption')) !== undefined) return false
    await membership.invite(room, user, 'So that I can write to you')
    return true
  }

  async function noteJoined(room: RoomId): Promise<void> {
    const members = await membership.all(room)
    const others = [...members.keys()].filter((user) => user !== home.botId)
    const [other] = others
    if (other === undefined || others.length !== 1) return
    await list.add(other, room)
  }

  return { with: withUser, noteJoined }
}

function bodyFor(user: AgentId): Json {
  return {
    preset: 'private_chat',
    visibility: 'private',
    is_direct: true,
    invite: [user],
    // In room version 12 two rooms made alike in one millisecond would have the same id.
    creation_content: { 'im.switchboard.direct': user },
    initial_state: [
      { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
      { type: 'm.room.canonical_alias', state_key: '', content: {} },
    ],
    power_level_content_override: { events: { 'm.room.encryption': 100 }, state_default: 50, invite: 50 },
  }
}
