import type { Home } from './home.ts'
import { objectIn, textIn } from './json.ts'

/** The version of the rooms to be made: the configured one, else the homeserver's default, asked for once. */
export function createRoomVersion({ client, settings }: Home): () => Promise<string> {
  let known: Promise<string> | undefined

  async function ask(): Promise<string> {
    const answer = await client.call({ method: 'GET', path: '/_matrix/client/v3/capabilities' })
    return textIn(objectIn(objectIn(answer, 'capabilities'), 'm.room_versions'), 'default') ?? '11'
  }

  return async () => {
    if (settings.roomVersion !== undefined) return settings.roomVersion
    known ??= ask().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}
