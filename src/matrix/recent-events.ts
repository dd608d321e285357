import type { RoomId } from '../core/ids.ts'
import { path } from './client.ts'
import type { Home } from './home.ts'
import { listIn } from './json.ts'

/** The last events of a room, the oldest of them first. */
export async function recentEvents({ client }: Home, room: RoomId, most: number): Promise<readonly unknown[]> {
  const address = path`/_matrix/client/v3/rooms/${room}/messages`
  const answer = await client.call({ method: 'GET', path: address, query: { dir: 'b', limit: most } })
  return listIn(answer, 'chunk').toReversed()
}
