import type { AgentId, RoomId } from '../core/ids.ts'
import { MatrixError } from '../ports/matrix.ts'
import { fillTemplate } from '../util/localpart.ts'
import { path } from './client.ts'
import { isErrcode, unlessMissing } from './failure.ts'
import type { Ghosts } from './ghosts.ts'
import type { Home } from './home.ts'
import { type Json, textIn } from './json.ts'
import type { Membership } from './membership.ts'

/**
 * The room in which admins command: the configured one (id or alias), joined; or one of our own with a fixed alias, so that
 * a second start finds the first one's. Those who are not in it yet are invited.
 */
export async function adminRoom(
  home: Home,
  parts: { ghosts: Ghosts; membership: Membership },
  configured: string,
  admins: readonly AgentId[],
): Promise<RoomId> {
  await parts.ghosts.ensureBot()
  if (configured !== '') return joinConfigured(home, parts.membership, configured)
  const room = await ownRoom(home, admins)
  for (const admin of admins) await parts.membership.invite(room, admin, 'Here you set up Switchboard; say help.')
  return room
}

async function joinConfigured({ client, settings }: Home, membership: Membership, configured: string): Promise<RoomId> {
  const address = path`/_matrix/client/v3/directory/room/${configured}`
  const room = configured.startsWith('!')
    ? configured
    : textIn(await client.call({ method: 'GET', path: address }), 'room_id')
  if (room === undefined) throw new MatrixError({ kind: 'refused', text: `there is no room ${configured}` })
  await membership.join(room as RoomId, settings.botLocalpart)
  return room as RoomId
}

async function ownRoom({ client, settings }: Home, admins: readonly AgentId[]): Promise<RoomId> {
  const alias = fillTemplate(settings.usernameTemplate, 'admins')
  const known = await client
    .call({ method: 'GET', path: path`/_matrix/client/v3/directory/room/${`#${alias}:${settings.serverName}`}` })
    .catch(unlessMissing)
  const found = known && textIn(known, 'room_id')
  if (found !== undefined) return found as RoomId
  try {
    const made = await client.call({
      method: 'POST',
      path: '/_matrix/client/v3/createRoom',
      body: request(alias, admins),
    })
    return textIn(made, 'room_id') as RoomId
  } catch (error) {
    if (isErrcode(error, 'M_ROOM_IN_USE'))
      throw new MatrixError({ kind: 'retry', text: 'another process makes the admin room' })
    throw error
  }
}

function request(alias: string, admins: readonly AgentId[]): Json {
  return {
    preset: 'private_chat',
    visibility: 'private',
    name: 'Switchboard admins',
    topic: 'Rules, queues, agents and health. Say "help".',
    room_alias_name: alias,
    invite: [...admins],
    initial_state: [
      { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
      { type: 'm.room.canonical_alias', state_key: '', content: {} },
    ],
    power_level_content_override: {
      events: { 'm.room.encryption': 100, 'm.room.tombstone': 150 },
      state_default: 50,
      invite: 50,
    },
  }
}
