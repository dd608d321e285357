import type { RoomId } from '../core/ids.ts'
import { killPoint } from '../observe/kill-point.ts'
import { MatrixError } from '../ports/matrix.ts'
import { fillTemplate } from '../util/localpart.ts'
import { path } from './client.ts'
import { isErrcode, isTaken, unlessMissing } from './failure.ts'
import type { Home } from './home.ts'
import { type Json, textIn } from './json.ts'
import type { RoomState } from './room-state.ts'

export interface RoomMaker {
  /**
   * Makes a room once: it has an alias formed of `name`, by which a repeat finds it. `isOurs` looks at the content of the
   * create event of a room that has the alias already; where it says no, the next alias is tried.
   */
  make(name: string, body: Json, isOurs: (room: RoomId, created: Json) => Promise<boolean>): Promise<Made>
}

export interface Made {
  readonly room: RoomId
  readonly isNew: boolean
}

const aliasesTried = 5
const patience = 3

export function createRoomMaker({ client, settings }: Home, state: RoomState): RoomMaker {
  /** How often an alias of ours led to a room that the bot could not see. */
  const unseen = new Map<string, number>()

  async function make(
    name: string,
    body: Json,
    isOurs: (room: RoomId, created: Json) => Promise<boolean>,
  ): Promise<Made> {
    for (let attempt = 1; attempt <= aliasesTried; attempt++) {
      const alias = fillTemplate(settings.usernameTemplate, attempt === 1 ? name : `${name}-${attempt}`)
      const made = await tryToMake({ ...body, room_alias_name: alias })
      if (made !== undefined) return { room: made, isNew: true }
      const found = await find(alias)
      if (found !== undefined && (await isOurs(found.room, found.created))) return { room: found.room, isNew: false }
    }
    throw new MatrixError({ kind: 'refused', text: `all aliases for ${name} are taken by other rooms` })
  }

  /** Undefined when the alias is in use. */
  async function tryToMake(body: Json): Promise<RoomId | undefined> {
    try {
      const answer = await client.call({ method: 'POST', path: '/_matrix/client/v3/createRoom', body })
      killPoint('room-creation')
      return textIn(answer, 'room_id') as RoomId
    } catch (error) {
      if (isTaken(error)) return undefined
      throw error
    }
  }

  async function find(alias: string): Promise<{ room: RoomId; created: Json } | undefined> {
    const address = path`/_matrix/client/v3/directory/room/${`#${alias}:${settings.serverName}`}`
    const found = await client.call({ method: 'GET', path: address }).catch(unlessMissing)
    const room = textIn(found, 'room_id') as RoomId | undefined
    if (room === undefined) throw new MatrixError({ kind: 'retry', text: `#${alias} was in use and is gone` })
    const created = await state.get(room, 'm.room.create').catch(unlessForbidden)
    return created === undefined ? afterPatience(alias) : { room, created }
  }

  /** The homeserver may still be making it. Only if it stays unreadable was its making cut short. */
  function afterPatience(alias: string): undefined {
    const times = (unseen.get(alias) ?? 0) + 1
    unseen.set(alias, times)
    const text = `the room of #${alias} cannot be read (yet)`
    if (times < patience) throw new MatrixError({ kind: 'retry', text, retryAfterMs: 1000 * times })
    unseen.delete(alias)
  }

  return { make }
}

function unlessForbidden(error: unknown): undefined {
  if (!isErrcode(error, 'M_FORBIDDEN')) throw error
}
