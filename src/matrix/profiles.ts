import type { AgentId } from '../core/ids.ts'
import { MatrixError } from '../ports/matrix.ts'
import { path } from './client.ts'
import type { Home } from './home.ts'
import { textIn } from './json.ts'

const freshForMs = 10 * 60_000
const remembered = 5000

/** What a person gave themselves. `avatar` is an mxc address. */
interface Profile {
  readonly name: string | undefined
  readonly avatar: string | undefined
}

/** The names and pictures that people gave themselves, asked for at most every ten minutes. */
export function createProfiles({ client, deps }: Home): (user: AgentId) => Promise<Profile> {
  const profiles = new Map<AgentId, { at: number; profile: Promise<Profile> }>()

  async function ask(user: AgentId): Promise<Profile> {
    const address = path`/_matrix/client/v3/profile/${user}`
    const profile = await client.call({ method: 'GET', path: address }).catch((error: unknown) => {
      // Somebody unknown, or a remote homeserver that keeps its profiles to itself.
      if (error instanceof MatrixError && error.failure.kind === 'refused') return undefined
      throw error
    })
    const avatar = textIn(profile, 'avatar_url')
    return { name: textIn(profile, 'displayname'), avatar: avatar?.startsWith('mxc://') ? avatar : undefined }
  }

  return (user) => {
    const known = profiles.get(user)
    if (known !== undefined && deps.now() - known.at < freshForMs) return known.profile
    const entry = { at: deps.now(), profile: ask(user) }
    profiles.delete(user)
    profiles.set(user, entry)
    entry.profile.catch(() => profiles.get(user) === entry && profiles.delete(user))
    const [oldest] = profiles.keys()
    if (profiles.size > remembered && oldest !== undefined) profiles.delete(oldest)
    return entry.profile
  }
}
