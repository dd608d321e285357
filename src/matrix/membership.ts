import type { RoomId } from '../core/ids.ts'
import { killPoint } from '../observe/kill-point.ts'
import { path } from './client.ts'
import { isErrcode, unlessMissing } from './failure.ts'
import { type Home, userId } from './home.ts'
import { isJson, listIn, objectIn, textIn } from './json.ts'

/** Who is in a room. All of it reads before it acts, so that repeats do nothing. */
export interface Membership {
  of(room: RoomId, user: string): Promise<string | undefined>
  all(room: RoomId): Promise<ReadonlyMap<string, 'join' | 'invite'>>
  invite(room: RoomId, user: string, reason: string): Promise<'invited' | 'already'>
  remove(room: RoomId, user: string, reason: string): Promise<void>
  /** Accepts an invitation for one of our users. */
  join(room: RoomId, localpart: string): Promise<void>
  /** Gets one of our users into a room of the bot, whatever they were before. */
  bring(room: RoomId, localpart: string): Promise<void>
  leave(room: RoomId, localpart: string): Promise<void>
}

export function createMembership(home: Home): Membership {
  return {
    of: (room, user) => membershipOf(home, room, user),
    all: (room) => membersOf(home, room),
    invite: (room, user, reason) => invite(home, room, user, reason),
    remove: (room, user, reason) => remove(home, room, user, reason),
    join: (room, localpart) => join(home, room, localpart),
    bring: (room, localpart) => bring(home, room, localpart),
    leave: (room, localpart) => leave(home, room, localpart),
  }
}

async function membershipOf({ client }: Home, room: RoomId, user: string): Promise<string | undefined> {
  const address = path`/_matrix/client/v3/rooms/${room}/state/m.room.member/${user}`
  return textIn(await client.call({ method: 'GET', path: address }).catch(unlessMissing), 'membership')
}

async function membersOf({ client }: Home, room: RoomId): Promise<ReadonlyMap<string, 'join' | 'invite'>> {
  const address = path`/_matrix/client/v3/rooms/${room}/members`
  const answer = await client.call({ method: 'GET', path: address, query: { not_membership: 'leave' } })
  const members = new Map<string, 'join' | 'invite'>()
  for (const event of listIn(answer, 'chunk')) {
    if (!isJson(event)) continue
    const user = textIn(event, 'state_key')
    const membership = textIn(objectIn(event, 'content'), 'membership')
    if (user !== undefined && (membership === 'join' || membership === 'invite')) members.set(user, membership)
  }
  return members
}

async function invite(home: Home, room: RoomId, user: string, reason: string): Promise<'invited' | 'already'> {
  if (isPresent(await membershipOf(home, room, user))) return 'already'
  const address = path`/_matrix/client/v3/rooms/${room}/invite`
  try {
    await home.client.call({ method: 'POST', path: address, body: { user_id: user, reason } })
  } catch (error) {
    // They may have come in between the question and the invitation.
    if (isErrcode(error, 'M_FORBIDDEN') && isPresent(await membershipOf(home, room, user))) return 'already'
    throw error
  }
  killPoint('invite')
  return 'invited'
}

async function remove(home: Home, room: RoomId, user: string, reason: string): Promise<void> {
  if (!isRemovable(await membershipOf(home, room, user))) return
  const address = path`/_matrix/client/v3/rooms/${room}/kick`
  try {
    await home.client.call({ method: 'POST', path: address, body: { user_id: user, reason } })
  } catch (error) {
    if (isErrcode(error, 'M_FORBIDDEN') && !isRemovable(await membershipOf(home, room, user))) return
    throw error
  }
  killPoint('kick')
}

async function join(home: Home, room: RoomId, localpart: string): Promise<void> {
  const address = path`/_matrix/client/v3/join/${room}`
  await home.client.call({ method: 'POST', path: address, as: userId(home, localpart), body: {} })
  killPoint('join')
}

async function bring(home: Home, room: RoomId, localpart: string): Promise<void> {
  const user = userId(home, localpart)
  const now = await membershipOf(home, room, user)
  if (now === 'join') return
  if (now !== 'invite') await invite(home, room, user, '')
  await join(home, room, localpart)
}

async function leave(home: Home, room: RoomId, localpart: string): Promise<void> {
  const user = userId(home, localpart)
  if (!isPresent(await membershipOf(home, room, user))) return
  const address = path`/_matrix/client/v3/rooms/${room}/leave`
  await home.client.call({ method: 'POST', path: address, as: user, body: {} })
}

function isPresent(membership: string | undefined): boolean {
  return membership === 'join' || membership === 'invite'
}

function isRemovable(membership: string | undefined): boolean {
  return isPresent(membership) || membership === 'knock'
}
