import type { RoomId } from '../core/ids.ts'
import { path } from './client.ts'
import type { Home } from './home.ts'

const shortestMs = 100

/** The bot types for a moment: of all that the homeserver tells application services, the least. */
export async function nudge({ client, botId }: Home, room: RoomId): Promise<void> {
  const address = path`/_matrix/client/v3/rooms/${room}/typing/${botId}`
  await client.call({ method: 'PUT', path: address, body: { typing: true, timeout: shortestMs } })
  await client.call({ method: 'PUT', path: address, body: { typing: false } })
}
