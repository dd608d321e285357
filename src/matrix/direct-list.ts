import type { RoomId } from '../core/ids.ts'
import { path } from './client.ts'
import { unlessMissing } from './failure.ts'
import type { Home } from './home.ts'
import { listIn } from './json.ts'

/** The bot's `m.direct` account data: rooms with a single person, the latest first. */
export interface DirectList {
  of(user: string): Promise<readonly RoomId[]>
  add(user: string, room: RoomId): Promise<void>
}

export function createDirectList({ client, botId }: Home): DirectList {
  const address = path`/_matrix/client/v3/user/${botId}/account_data/m.direct`
  let known: Map<string, readonly RoomId[]> | undefined
  let lastChange: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Map<string, readonly RoomId[]>> {
    const found = (await client.call({ method: 'GET', path: address }).catch(unlessMissing)) ?? {}
    return new Map(Object.keys(found).map((user) => [user, listIn(found, user).filter(isText) as RoomId[]]))
  }

  async function of(user: string): Promise<readonly RoomId[]> {
    known ??= await read()
    return known.get(user) ?? []
  }

  async function change(user: string, room: RoomId): Promise<void> {
    known = await read()
    const before = known.get(user) ?? []
    if (before.includes(room)) return
    known.set(user, [room, ...before])
    await client.call({ method: 'PUT', path: address, body: Object.fromEntries(known) })
  }

  /** One after the other, because the homeserver only takes the whole list. */
  function add(user: string, room: RoomId): Promise<void> {
    const changed = lastChange.then(() => change(user, room))
    lastChange = changed.catch(() => undefined)
    return changed
  }

  return { of, add }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
