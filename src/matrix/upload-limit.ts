import type { Client } from './client.ts'
import { isErrcode } from './failure.ts'
import type { Home } from './home.ts'
import { type Json, numberIn } from './json.ts'

/** What Synapse takes if nobody configured it; for homeservers that do not say what they take. */
const assumedBytes = 50 << 20
const heldMs = 3_600_000

/** How many bytes a file may have, asked of the homeserver once an hour. Rejects with MatrixError. */
export function createUploadLimit({ client, deps }: Home): () => Promise<number> {
  let known: { readonly bytes: number; readonly until: number } | undefined
  return async () => {
    if (known !== undefined && deps.now() < known.until) return known.bytes
    const bytes = numberIn(await mediaConfig(client), 'm.upload.size') ?? assumedBytes
    known = { bytes, until: deps.now() + heldMs }
    return bytes
  }
}

/** Since Matrix 1.11 its place is another. */
async function mediaConfig(client: Client): Promise<Json | undefined> {
  for (const path of ['/_matrix/client/v1/media/config', '/_matrix/media/v3/config']) {
    try {
      return await client.call({ method: 'GET', path })
    } catch (error) {
      if (!isErrcode(error, 'M_UNRECOGNIZED', 'M_NOT_FOUND')) throw error
    }
  }
  return undefined
}
