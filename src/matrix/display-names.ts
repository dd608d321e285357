import type { AgentId } from '../core/ids.ts'
import { path } from './client.ts'
import { isErrcode, unlessMissing } from './failure.ts'
import type { Home } from './home.ts'
import { textIn } from './json.ts'

const freshForMs = 10 * 60_000
const remembered = 5000

/** The names that people gave themselves, asked for at most every ten minutes. */
export function createDisplayNames({ client, deps }: Home): (user: AgentId) => Promise<string | undefined> {
  const names = new Map<AgentId, { at: number; name: Promise<string | undefined> }>()

  async function ask(user: AgentId): Promise<string | undefined> {
    const address = path`/_matrix/client/v3/profile/${user}/displayname`
    // A remote homeserver may keep its profiles to itself.
    const profile = await client.call({ method: 'GET', path: address }).catch((error: unknown) => {
      return isErrcode(error, 'M_FORBIDDEN') ? undefined : unlessMissing(error)
    })
    return textIn(profile, 'displayname')
  }

  return (user) => {
    const known = names.get(user)
    if (known !== undefined && deps.now() - known.at < freshForMs) return known.name
    const entry = { at: deps.now(), name: ask(user) }
    names.delete(user)
    names.set(user, entry)
    entry.name.catch(() => names.get(user) === entry && names.delete(user))
    const [oldest] = names.keys()
    if (names.size > remembered && oldest !== undefined) names.delete(oldest)
    return entry.name
  }
}
