import type { RoomId } from '../core/ids.ts'
import { path } from './client.ts'
import { unlessMissing } from './failure.ts'
import type { Home } from './home.ts'
import { isJson, type Json } from './json.ts'

/** Current state of a room as the bot sees it. */
export interface RoomState {
  get(room: RoomId, type: string, stateKey?: string): Promise<Json | undefined>
  /** Writes only what differs. */
  put(room: RoomId, type: string, stateKey: string, content: Json): Promise<void>
}

export function createRoomState({ client }: Home): RoomState {
  const address = (room: RoomId, type: string, stateKey: string) =>
    path`/_matrix/client/v3/rooms/${room}/state/${type}/${stateKey}`

  const get = (room: RoomId, type: string, stateKey = '') =>
    client.call({ method: 'GET', path: address(room, type, stateKey) }).catch(unlessMissing)

  async function put(room: RoomId, type: string, stateKey: string, content: Json): Promise<void> {
    if (contains(await get(room, type, stateKey), content)) return
    await client.call({ method: 'PUT', path: address(room, type, stateKey), body: content })
  }

  return { get, put }
}

/** Whether all of `wanted` stands in `found`. Homeservers add keys of their own. */
function contains(found: unknown, wanted: unknown): boolean {
  if (!isJson(wanted)) return found === wanted
  return isJson(found) && Object.entries(wanted).every(([key, value]) => contains(found[key], value))
}
