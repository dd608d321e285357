import type { RoomDescription } from '../core/conversation/effect.ts'
import type { RoomId } from '../core/ids.ts'
import { killPoint } from '../observe/kill-point.ts'
import { MatrixError, type RoomRequest } from '../ports/matrix.ts'
import { fillTemplate } from '../util/localpart.ts'
import { cleanText } from './clean-text.ts'
import { path } from './client.ts'
import { isErrcode, unlessMissing } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import { type Home, userId } from './home.ts'
import { type Json, objectIn, textIn } from './json.ts'
import type { Membership } from './membership.ts'
import { initialState, markerKey, markerOf, powerLevels } from './room-content.ts'
import type { RoomState } from './room-state.ts'

export interface Rooms {
  create(request: RoomRequest): Promise<RoomId>
  describe(room: RoomId, description: RoomDescription): Promise<void>
}

const aliasesTried = 5
const patience = 3

export function createRooms(home: Home, parts: { ghosts: Ghosts; state: RoomState; membership: Membership }): Rooms {
  const { client, settings } = home
  const { ghosts, state, membership } = parts
  /** How often an alias of ours led to a room that the bot could not see. */
  const unseen = new Map<string, number>()
  let defaultVersion: Promise<string> | undefined

  async function create(request: RoomRequest): Promise<RoomId> {
    await Promise.all([ghosts.ensureBot(), ghosts.ensure(request.ghost)])
    for (let attempt = 1; attempt <= aliasesTried; attempt++) {
      const alias = aliasName(request, attempt)
      const made = await make(request, alias)
      const room = made ?? (await findOurs(request, alias))
      if (room === undefined) continue
      if (made === undefined) await complete(room, request)
      else await membership.join(room, request.ghost.localpart)
      return room
    }
    throw new MatrixError({
      kind: 'refused',
      text: `all aliases for conversation ${request.conversation} are taken by other rooms`,
    })
  }

  function aliasName({ key }: RoomRequest, attempt: number): string {
    const name = `${settings.instance}.${key.replaceAll(':', '.')}${attempt === 1 ? '' : `-${attempt}`}`
    return fillTemplate(settings.usernameTemplate, name)
  }

  /** Undefined when the alias is in use. */
  async function make(request: RoomRequest, alias: string): Promise<RoomId | undefined> {
    const version = await roomVersion()
    const body: Json = {
      preset: 'private_chat',
      visibility: 'private',
      room_version: version,
      room_alias_name: alias,
      name: cleanText(request.description.name),
      topic: cleanText(request.description.topic),
      invite: [userId(home, request.ghost.localpart)],
      creation_content: { [markerKey]: markerOf(home, request) },
      initial_state: initialState(home, request),
      power_level_content_override: powerLevels(home, request.ghost.localpart, version),
    }
    try {
      const answer = await client.call({ method: 'POST', path: '/_matrix/client/v3/createRoom', body })
      killPoint('room-creation')
      return textIn(answer, 'room_id') as RoomId
    } catch (error) {
      if (isErrcode(error, 'M_ROOM_IN_USE')) return undefined
      throw error
    }
  }

  async function roomVersion(): Promise<string> {
    if (settings.roomVersion !== undefined) return settings.roomVersion
    defaultVersion ??= client
      .call({ method: 'GET', path: '/_matrix/client/v3/capabilities' })
      .then((answer) => textIn(objectIn(objectIn(answer, 'capabilities'), 'm.room_versions'), 'default') ?? '11')
    defaultVersion.catch(() => {
      defaultVersion = undefined
    })
    return defaultVersion
  }

  /** The room that an earlier attempt made; undefined when the alias leads elsewhere or to a room that was never finished. */
  async function findOurs(request: RoomRequest, alias: string): Promise<RoomId | undefined> {
    const address = path`/_matrix/client/v3/directory/room/${`#${alias}:${settings.serverName}`}`
    const found = await client.call({ method: 'GET', path: address }).catch(unlessMissing)
    const room = textIn(found, 'room_id') as RoomId | undefined
    if (room === undefined) throw new MatrixError({ kind: 'retry', text: `#${alias} was in use and is gone` })
    const created = await state.get(room, 'm.room.create').catch(unlessForbidden)
    if (created === undefined) return afterPatience(alias)
    const marker = objectIn(created, markerKey)
    const wanted = markerOf(home, request)
    return marker?.['key'] === wanted['key'] && marker?.['instance'] === wanted['instance'] ? room : undefined
  }

  /** The homeserver may still be making it. Only if it stays unreadable was its making cut short. */
  function afterPatience(alias: string): undefined {
    const times = (unseen.get(alias) ?? 0) + 1
    unseen.set(alias, times)
    const text = `the room of #${alias} is not readable (yet)`
    if (times < patience) throw new MatrixError({ kind: 'retry', text, retryAfterMs: 500 * times })
    unseen.delete(alias)
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

function unlessForbidden(error: unknown): undefined {
  if (!isErrcode(error, 'M_FORBIDDEN')) throw error
}
