import { createHash } from 'node:crypto'
import type { AgentId, RoomId } from '../core/ids.ts'
import { MatrixError } from '../ports/matrix.ts'
import { fillTemplate } from '../util/localpart.ts'
import { path } from './client.ts'
import { isErrcode, unlessMissing } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import type { Home } from './home.ts'
import { type Json, listIn, textIn } from './json.ts'
import type { Membership } from './membership.ts'
import type { RoomState } from './room-state.ts'

const aliasesTried = 5

/** The rooms in which the bot talks with one person. Remembered where clients do it too: in the bot's `m.direct`. */
export interface DirectRooms {
  with(user: AgentId): Promise<RoomId>
  /** Takes note of a room that the bot was invited to, if it is one with a single person. */
  noteJoined(room: RoomId): Promise<void>
}

export function createDirectRooms(
  home: Home,
  parts: { ghosts: Ghosts; state: RoomState; membership: Membership },
): DirectRooms {
  const { client, settings, botId } = home
  const { ghosts, state, membership } = parts
  const listAddress = path`/_matrix/client/v3/user/${botId}/account_data/m.direct`
  let known: Map<string, readonly RoomId[]> | undefined
  let lastChange: Promise<unknown> = Promise.resolve()

  async function list(): Promise<Map<string, readonly RoomId[]>> {
    if (known !== undefined) return known
    const found = (await client.call({ method: 'GET', path: listAddress }).catch(unlessMissing)) ?? {}
    known ??= new Map(Object.keys(found).map((user) => [user, listIn(found, user).filter(isText) as RoomId[]]))
    return known
  }

  /** One after the other, because the homeserver only takes the whole list. */
  function remember(user: string, room: RoomId): Promise<void> {
    const change = lastChange.then(async () => {
      const rooms = await list()
      const before = rooms.get(user) ?? []
      if (before.includes(room)) return
      rooms.set(user, [room, ...before])
      await client.call({ method: 'PUT', path: listAddress, body: Object.fromEntries(rooms) })
    })
    lastChange = change.catch(() => undefined)
    return change
  }

  async function withUser(user: AgentId): Promise<RoomId> {
    await ghosts.ensureBot()
    for (const room of (await list()).get(user) ?? []) if (await isUsable(room, user)) return room
    const room = await makeOrFind(user)
    await remember(user, room)
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

  async function makeOrFind(user: AgentId): Promise<RoomId> {
    for (let attempt = 1; attempt <= aliasesTried; attempt++) {
      const alias = aliasName(user, attempt)
      const room = (await make(user, alias)) ?? (await find(alias))
      if (room !== undefined && (await isReachable(room, user))) return room
    }
    throw new MatrixError({ kind: 'refused', text: `no direct room with ${user} can be used or made` })
  }

  /** Invites whoever left the room again. */
  async function isReachable(room: RoomId, user: AgentId): Promise<boolean> {
    if (await isUsable(room, user)) return true
    try {
      if ((await state.get(room, 'm.room.encryption')) !== undefined) return false
      await membership.invite(room, user, 'So that I can write to you')
      return true
    } catch (error) {
      if (isErrcode(error, 'M_FORBIDDEN') && (await membership.of(room, botId).catch(() => 'none')) !== 'join')
        return false
      throw error
    }
  }

  /** The same person always has the same alias. */
  function aliasName(user: AgentId, attempt: number): string {
    const digest = createHash('sha256').update(user).digest('hex').slice(0, 32)
    return fillTemplate(settings.usernameTemplate, `direct.${digest}${attempt === 1 ? '' : `-${attempt}`}`)
  }

  async function make(user: AgentId, alias: string): Promise<RoomId | undefined> {
    const body: Json = {
      preset: 'private_chat',
      visibility: 'private',
      is_direct: true,
      room_alias_name: alias,
      invite: [user],
      creation_content: { 'im.switchboard.direct': { alias } },
      initial_state: [
        { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
        { type: 'm.room.canonical_alias', state_key: '', content: {} },
      ],
      power_level_content_override: {
        events: { 'm.room.encryption': 100, 'm.room.tombstone': 150 },
        state_default: 50,
        invite: 50,
      },
    }
    try {
      return textIn(
        await client.call({ method: 'POST', path: '/_matrix/client/v3/createRoom', body }),
        'room_id',
      ) as RoomId
    } catch (error) {
      if (isErrcode(error, 'M_ROOM_IN_USE')) return undefined
      throw error
    }
  }

  async function find(alias: string): Promise<RoomId | undefined> {
    const address = path`/_matrix/client/v3/directory/room/${`#${alias}:${settings.serverName}`}`
    return textIn(await client.call({ method: 'GET', path: address }).catch(unlessMissing), 'room_id') as
      | RoomId
      | undefined
  }

  async function noteJoined(room: RoomId): Promise<void> {
    const members = await membership.all(room)
    const others = [...members.keys()].filter((user) => user !== botId)
    const [other] = others
    if (other === undefined || others.length !== 1) return
    await remember(other, room)
  }

  return { with: withUser, noteJoined }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
