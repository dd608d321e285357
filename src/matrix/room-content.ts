import type { RoomRequest } from '../ports/matrix.ts'
import { cleanText } from './clean-text.ts'
import { type Home, userId } from './home.ts'
import type { Json } from './json.ts'

export interface StateEvent {
  readonly type: string
  readonly state_key: string
  readonly content: Json
}

/** Our mark in the create event, where nobody can change it. */
export const markerKey = 'im.switchboard.conversation'

export function markerOf({ settings }: Home, request: RoomRequest): Json {
  const { key, conversation, network, chat } = request
  return { instance: settings.instance, key, conversation, network: network.id, chat: cleanText(chat) }
}

/** The body of createRoom; everything that can be set there needs no call of its own. */
export function creationOf(home: Home, request: RoomRequest, roomVersion: string): Json {
  return {
    preset: 'private_chat',
    visibility: 'private',
    room_version: roomVersion,
    name: cleanText(request.description.name),
    topic: cleanText(request.description.topic),
    invite: [userId(home, request.ghost.localpart)],
    creation_content: { [markerKey]: markerOf(home, request) },
    initial_state: initialState(home, request),
    power_level_content_override: powerLevels(home, request.ghost.localpart, roomVersion),
  }
}

/** The state of the room that does not come with the preset, in the order it is set. */
export function initialState(home: Home, request: RoomRequest): readonly StateEvent[] {
  const { serverName, appserviceId } = home.settings
  const bridge = { state_key: `${serverName}/${appserviceId}`, content: bridgeInfo(home, request) }
  return [
    { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
    // An agent must see what was said before the invitation.
    { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'shared' } },
    // The alias is ours to find the room again, not an address for people.
    { type: 'm.room.canonical_alias', state_key: '', content: {} },
    { type: 'm.bridge', ...bridge },
    { type: 'uk.half-shot.bridge', ...bridge },
  ]
}

const protocolNames: Readonly<Record<string, string>> = { irc: 'IRC', xmpp: 'XMPP', slack: 'Slack' }

/** As mautrix writes it (MSC2346). */
function bridgeInfo({ botId }: Home, { network, chat, chatDisplayName }: RoomRequest): Json {
  return {
    bridgebot: botId,
    creator: botId,
    protocol: { id: network.type, displayname: protocolNames[network.type] ?? network.type },
    network: { id: network.id, displayname: network.displayName },
    channel: { id: cleanText(chat), displayname: cleanText(chatDisplayName) },
    'com.beeper.room_type': 'dm',
  }
}

/**
 * Only the bot changes anything. From room version 12 on (MSC4289) the creator stands above all levels and must not be
 * listed.
 */
export function powerLevels(home: Home, ghost: string, roomVersion: string): Json {
  const creatorIsAboveAll = hasPrivilegedCreator(roomVersion)
  const top = 100
  return {
    users: { ...(creatorIsAboveAll ? {} : { [home.botId]: top }), [userId(home, ghost)]: 0 },
    users_default: Math.min(home.settings.agentPower, top - 1),
    events: { 'm.room.encryption': top, 'm.room.power_levels': top, 'm.room.tombstone': creatorIsAboveAll ? 150 : top },
    events_default: 0,
    state_default: top,
    invite: top,
    kick: top,
    ban: top,
    redact: 50,
    notifications: { room: 50 },
  }
}

function hasPrivilegedCreator(roomVersion: string): boolean {
  const number = Number(roomVersion)
  return Number.isInteger(number) ? number >= 12 : roomVersion === 'org.matrix.hydra.11'
}
