import { killPoint } from '../observe/kill-point.ts'
import type { Ghost } from '../ports/matrix.ts'
import { cleanText } from './clean-text.ts'
import { path } from './client.ts'
import { isErrcode, unlessMissing } from './failure.ts'
import { device, type Home, userId } from './home.ts'
import { textIn } from './json.ts'

const remembered = 20_000

/** Our users on the homeserver, the bot among them. Each is set up at most once per process and name. */
export interface Ghosts {
  ensure(ghost: Ghost): Promise<void>
  ensureBot(): Promise<void>
  /** After the homeserver said that it does not know the user or the device after all. */
  forget(localpart: string): void
}

export function createGhosts(home: Home): Ghosts {
  const { botLocalpart, botDisplayName, botAvatar } = home.settings
  const done = new Map<string, { name: string; ready: Promise<void> }>()

  function ensure({ localpart, displayName }: Ghost): Promise<void> {
    const known = done.get(localpart)
    if (known?.name === displayName) return known.ready
    const ready =
      known === undefined ? setUp(localpart, displayName) : known.ready.then(() => rename(localpart, displayName))
    const entry = { name: displayName, ready }
    done.set(localpart, entry)
    // A failure is the caller's to see; the next one begins anew.
    ready.catch(() => done.get(localpart) === entry && done.delete(localpart))
    const [oldest] = done.keys()
    if (done.size > remembered && oldest !== undefined) done.delete(oldest)
    return ready
  }

  async function setUp(localpart: string, displayName: string): Promise<void> {
    await register(localpart)
    killPoint('ghost-registration')
    const body = { display_name: 'Switchboard' }
    await home.client.call({
      method: 'PUT',
      path: path`/_matrix/client/v3/devices/${device}`,
      as: userId(home, localpart),
      body,
    })
    killPoint('device')
    if (displayName !== '') await rename(localpart, displayName)
    if (localpart === botLocalpart && botAvatar !== '') await setProfile(localpart, 'avatar_url', botAvatar)
  }

  async function register(username: string): Promise<void> {
    const body = { type: 'm.login.application_service', username, inhibit_login: true }
    try {
      await home.client.call({ method: 'POST', path: '/_matrix/client/v3/register', body })
    } catch (error) {
      if (!isErrcode(error, 'M_USER_IN_USE')) throw error
    }
  }

  const rename = (localpart: string, name: string) => setProfile(localpart, 'displayname', asDisplayName(name))

  async function setProfile(localpart: string, field: 'displayname' | 'avatar_url', value: string): Promise<void> {
    const as = userId(home, localpart)
    const address = path`/_matrix/client/v3/profile/${as}/${field}`
    const profile = await home.client.call({ method: 'GET', path: address, as }).catch(unlessMissing)
    if (textIn(profile, field) === value) return
    await home.client.call({ method: 'PUT', path: address, as, body: { [field]: value } })
  }

  return {
    ensure,
    ensureBot: () => ensure({ localpart: botLocalpart, displayName: botDisplayName }),
    forget: (localpart) => void done.delete(localpart),
  }
}

/** Synapse refuses names of more than 256 characters. */
function asDisplayName(name: string): string {
  return [...cleanText(name)].slice(0, 250).join('')
}
