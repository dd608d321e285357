import type { AgentId, MatrixEventId, RoomId } from '../core/ids.ts'
import type { Message, Uncarried } from '../core/message/message.ts'
import type { MatrixEvent, Membership } from '../ports/matrix-event.ts'
import { cleanText } from './clean-text.ts'
import { incomingMessage, repliedTo } from './incoming-message.ts'
import { pollMessage } from './incoming-poll.ts'
import { isJson, type Json, numberIn, objectIn, textIn } from './json.ts'

type Origin = Pick<Extract<MatrixEvent, { type: 'encrypted' }>, 'room' | 'eventId' | 'sender' | 'at'>

const userForm = /^@[^:\s]{0,255}:[^\s]{1,255}$/
const uncarried: Readonly<Record<string, Uncarried>> = {
  'm.call.invite': 'calls',
  'm.call.notify': 'calls',
  'm.call.member': 'calls',
  'm.rtc.notification': 'calls',
  'org.matrix.msc3401.call.member': 'calls',
  'org.matrix.msc4075.call.notify': 'calls',
  'org.matrix.msc4075.rtc.notification': 'calls',
  'm.beacon_info': 'live locations',
  'org.matrix.msc3672.beacon_info': 'live locations',
  'm.poll.response': 'votes',
  'org.matrix.msc3381.poll.response': 'votes',
}
const memberships: readonly string[] = ['join', 'invite', 'leave', 'ban', 'knock'] satisfies Membership[]

/** Any parsed JSON as an event of the homeserver. Never throws: what has not the shape of an event is `malformed`. */
export function incoming(raw: unknown): MatrixEvent {
  if (!isJson(raw)) return malformed('not an object')
  const origin = originOf(raw)
  if (typeof origin === 'string') return malformed(origin)
  const type = textIn(raw, 'type')
  const content = objectIn(raw, 'content')
  if (type === undefined || content === undefined) return malformed('without type or content')
  switch (type) {
    case 'm.room.message':
    case 'm.sticker':
    case 'm.poll.start':
    case 'org.matrix.msc3381.poll.start':
      return messageOf(origin, type, content)
    case 'm.reaction':
      return reactionOf(origin, content)
    case 'm.room.redaction':
      return redactionOf(origin, raw, content)
    case 'm.room.member':
      return memberOf(origin, raw, content)
    case 'm.room.encrypted':
      return { ...origin, type: 'encrypted' }
    default:
      return otherOf(origin, type)
  }
}

function otherOf(origin: Origin, type: string): MatrixEvent {
  const what = Object.hasOwn(uncarried, type) ? uncarried[type] : undefined
  if (what !== undefined) return { ...origin, type: 'uncarried', what }
  return { ...origin, type: 'ignored', reason: `of type ${cleanText(type).slice(0, 100)}` }
}

function malformed(reason: string): MatrixEvent {
  return { type: 'malformed', reason }
}

function originOf(raw: Json): Origin | string {
  const room = idIn(raw, 'room_id')
  const eventId = idIn(raw, 'event_id')
  const sender = idIn(raw, 'sender')
  const at = numberIn(raw, 'origin_server_ts')
  if (room === undefined || !room.startsWith('!')) return 'without room_id'
  if (eventId === undefined || !eventId.startsWith('$')) return 'without event_id'
  if (sender === undefined || !userForm.test(sender)) return 'without sender'
  if (at === undefined || !Number.isSafeInteger(at) || at < 0) return 'without origin_server_ts'
  return { room: room as RoomId, eventId: eventId as MatrixEventId, sender: sender as AgentId, at }
}

/** Ids go into queries and keys: a length and only what any text column holds. */
function idIn(json: Json | undefined, key: string): string | undefined {
  const value = textIn(json, key)
  return value !== undefined && value.length <= 512 && cleanText(value) === value ? value : undefined
}

function messageOf(origin: Origin, type: string, content: Json): MatrixEvent {
  const relation = objectIn(content, 'm.relates_to')
  if (textIn(relation, 'rel_type') === 'm.replace') return editOf(origin, type, relation, content)
  const message = messageIn(type, content)
  // A redacted event has no content left.
  if (message === undefined) return { ...origin, type: 'ignored', reason: 'a message without a text' }
  const replyTo = repliedTo(content)
  return { ...origin, type: 'message', message, ...(replyTo !== undefined && { replyTo: replyTo as MatrixEventId }) }
}

function messageIn(type: string, content: Json): Message | undefined {
  return type.endsWith('poll.start') ? pollMessage(content) : incomingMessage(type, content)
}

function editOf(origin: Origin, type: string, relation: Json | undefined, content: Json): MatrixEvent {
  const target = idIn(relation, 'event_id')
  const replacement = objectIn(content, 'm.new_content')
  const message = replacement === undefined ? undefined : messageIn(type, replacement)
  if (target === undefined || message === undefined) return { ...origin, type: 'ignored', reason: 'an edit of nothing' }
  return { ...origin, type: 'edit', target: target as MatrixEventId, message }
}

/** Some clients have pictures of their own for reactions: the address of one as the key, and a name. */
function reactionOf(origin: Origin, content: Json): MatrixEvent {
  const relation = objectIn(content, 'm.relates_to')
  const target = idIn(relation, 'event_id')
  const name = textIn(content, 'shortcode') ?? textIn(content, 'com.beeper.reaction.shortcode')
  const said = textIn(relation, 'key') ?? ''
  const isPicture = said.startsWith('mxc:')
  const key = isPicture ? `:${(name ?? '').replaceAll(':', '')}:` : said
  const { line } = lineIn({ key }, 'key', 'line')
  if (target === undefined || line === undefined || (isPicture && line === '::'))
    return { ...origin, type: 'ignored', reason: 'a reaction without a sign' }
  return { ...origin, type: 'reaction', target: target as MatrixEventId, key: line }
}

/** Before room version 11 the target stood beside the content. */
function redactionOf(origin: Origin, raw: Json, content: Json): MatrixEvent {
  const target = idIn(content, 'redacts') ?? idIn(raw, 'redacts')
  if (target === undefined) return { ...origin, type: 'ignored', reason: 'a redaction of nothing' }
  return { ...origin, type: 'redaction', target: target as MatrixEventId, ...lineIn(content, 'reason', 'reason') }
}

function memberOf(origin: Origin, raw: Json, content: Json): MatrixEvent {
  const user = idIn(raw, 'state_key')
  const membership = membershipIn(content)
  if (user === undefined || !userForm.test(user) || membership === undefined)
    return malformed('a member event without member')
  const previous = membershipIn(objectIn(objectIn(raw, 'unsigned'), 'prev_content') ?? objectIn(raw, 'prev_content'))
  return {
    ...origin,
    type: 'member',
    user: user as AgentId,
    membership,
    isDirect: content['is_direct'] === true,
    ...(previous !== undefined && { previous }),
    ...lineIn(content, 'reason', 'reason'),
    ...lineIn(content, 'displayname', 'displayName'),
  }
}

function membershipIn(content: Json | undefined): Membership | undefined {
  const value = textIn(content, 'membership')
  return value !== undefined && memberships.includes(value) ? (value as Membership) : undefined
}

/** A short text of one line, under a name of ours. */
function lineIn<Name extends string>(json: Json, key: string, name: Name): { readonly [key in Name]?: string } {
  const line = cleanText(textIn(json, key) ?? '')
    .replaceAll('\n', ' ')
    .trim()
    .slice(0, 500)
    .toWellFormed()
  return line === '' ? {} : ({ [name]: line } as { readonly [key in Name]?: string })
}
