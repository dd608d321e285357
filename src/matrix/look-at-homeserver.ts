import type { ClientSettings } from './call.ts'
import { createClient } from './client.ts'
import { isErrcode } from './failure.ts'
import { listIn, textIn } from './json.ts'

/** What the homeserver says it is, asked without a token, for Synapse refuses one it does not know; rejects when it does not answer. */
export async function homeserverVersion(homeserverUrl: string): Promise<string> {
  const client = createClient({ homeserverUrl })
  try {
    const versions = await client.call({ method: 'GET', path: '/_matrix/client/versions' })
    const newest = listIn(versions, 'versions').at(-1)
    const server = await client.call({ method: 'GET', path: '/_matrix/federation/v1/version' }).catch(() => undefined)
    const { name, version } = (server?.['server'] ?? {}) as { name?: unknown; version?: unknown }
    const product = typeof name === 'string' && typeof version === 'string' ? `${name} ${version}` : 'a homeserver'
    return `${product} (Matrix ${typeof newest === 'string' ? newest : 'of unknown version'})`
  } finally {
    client.close()
  }
}

/** The user our token stands for; `unknown` when the homeserver does not know the token. */
export async function tokenOwner(settings: ClientSettings): Promise<{ readonly user: string } | 'unknown'> {
  const client = createClient(settings)
  try {
    const answer = await client.call({ method: 'GET', path: '/_matrix/client/v3/account/whoami' })
    return { user: textIn(answer, 'user_id') ?? '' }
  } catch (error) {
    if (isErrcode(error, 'M_UNKNOWN_TOKEN', 'M_MISSING_TOKEN')) return 'unknown'
    throw error
  } finally {
    client.close()
  }
}
