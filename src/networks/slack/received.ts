import type { Occasion } from '../../ports/network.ts'
import { readChoice } from './choices.ts'
import { isId, isTs, type SlackChat } from './ids.ts'
import { type Json, listOf, objectOf, someTextOf, textOf } from './json.ts'
import { isRealEdit } from './read-message.ts'

/** What Slack told us, as far as it concerns us. `id`: of the event, the same when it is told again. */
export type Received =
  | { readonly type: 'message'; readonly chat: SlackChat; readonly ts: string; readonly message: Json }
  | {
      readonly type: 'edited'
      readonly chat: SlackChat
      readonly id: string
      readonly ts: string
      readonly message: Json
    }
  | { readonly type: 'redacted'; readonly chat: SlackChat; readonly id: string; readonly ts: string }
  | {
      readonly type: 'reacted'
      readonly chat: SlackChat
      readonly id: string
      readonly ts: string
      readonly name: string
      readonly removed: boolean
    }
  | { readonly type: 'started'; readonly chat: SlackChat; readonly id: string; readonly occasion: Occasion }
  | { readonly type: 'start-pressed'; readonly team: string; readonly user: string; readonly id: string }
  | {
      readonly type: 'chose'
      readonly chat: SlackChat
      readonly id: string
      readonly question: string
      readonly choice: string
      readonly ts: string
      readonly message: Json
    }
  | { readonly type: 'home'; readonly chat: SlackChat }
  /** A file of ours is there now. */
  | { readonly type: 'own-file'; readonly file: string; readonly ts: string }
  | { readonly type: 'removed'; readonly code: 'app_uninstalled' | 'token_revoked' }

export const startAction = 'start'

/** Who we are in the workspace. */
export interface Own {
  readonly team: string
  readonly user: string
  readonly bot: string
}

const taken = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/** Undefined for what does not concern us, and for what is not as Slack says it is. */
export function readEnvelope(type: string, body: Json, own: Own): readonly Received[] {
  if (type === 'interactive') return listOf(body['actions']).flatMap((action) => readAction(action, body, own) ?? [])
  if (type !== 'events_api') return []
  const received = readEvent(objectOf(body['event']), textOf(body['event_id']), own)
  return received ? [received] : []
}

function readEvent(event: Json, id: string, own: Own): Received | undefined {
  switch (event['type']) {
    case 'message':
      return readMessageEvent(event, id, own)
    case 'reaction_added':
    case 'reaction_removed':
      return readReaction(event, id, own)
    case 'app_home_opened': {
      const chat = chatOf(own, event['user'], event['channel'])
      return chat && event['tab'] === 'home' ? { type: 'home', chat } : undefined
    }
    case 'assistant_thread_started':
      return readThread(objectOf(event['assistant_thread']), own)
    case 'app_uninstalled':
      return { type: 'removed', code: 'app_uninstalled' }
    case 'tokens_revoked':
      return listsUser(objectOf(event['tokens'])['bot'], own.user)
        ? { type: 'removed', code: 'token_revoked' }
        : undefined
    default:
      return undefined
  }
}

function listsUser(users: unknown, user: string): boolean {
  return Array.isArray(users) && users.includes(user)
}

function readMessageEvent(event: Json, id: string, own: Own): Received | undefined {
  if (event['channel_type'] !== 'im' && !textOf(event['channel']).startsWith('D')) return undefined
  if (isOurs(event, own)) return readOwn(event)
  const [subtype, inner, previous] = [event['subtype'], objectOf(event['message']), objectOf(event['previous_message'])]
  if (subtype === 'message_changed') {
    const [chat, ts] = [chatOf(own, inner['user'], event['channel'], inner['thread_ts']), someTextOf(inner['ts'])]
    if (!chat || !isTs(ts) || isOurs(inner, own)) return undefined
    // What begins a thread is not removed but emptied.
    if (inner['subtype'] === 'tombstone') return { type: 'redacted', chat, id, ts }
    return isRealEdit(event) ? { type: 'edited', chat, id, ts, message: inner } : undefined
  }
  if (subtype === 'message_deleted') {
    const [chat, ts] = [chatOf(own, previous['user'], event['channel']), someTextOf(event['deleted_ts'])]
    return chat && isTs(ts) && !isOurs(previous, own) ? { type: 'redacted', chat, id, ts } : undefined
  }
  const [chat, ts] = [chatOf(own, event['user'], event['channel'], event['thread_ts']), someTextOf(event['ts'])]
  return chat && isTs(ts) && taken.has(someTextOf(subtype)) ? { type: 'message', chat, ts, message: event } : undefined
}

/** What programs write is never a request of a person. */
function isOurs(message: Json, own: Own): boolean {
  return message['bot_id'] !== undefined || message['subtype'] === 'bot_message' || message['user'] === own.user
}

function readOwn(event: Json): Received | undefined {
  const [file, ts] = [listOf(event['files'])[0]?.['id'], someTextOf(event['ts'])]
  return typeof file === 'string' && isTs(ts) ? { type: 'own-file', file, ts } : undefined
}

function readReaction(event: Json, id: string, own: Own): Received | undefined {
  const item = objectOf(event['item'])
  const [chat, ts, name] = [
    chatOf(own, event['user'], item['channel']),
    someTextOf(item['ts']),
    someTextOf(event['reaction']),
  ]
  if (!chat?.channel.startsWith('D') || !isTs(ts) || name === undefined || chat.user === own.user) return undefined
  return { type: 'reacted', chat, id, ts, name, removed: event['type'] === 'reaction_removed' }
}

function readThread(thread: Json, own: Own): Received | undefined {
  const chat = chatOf(own, thread['user_id'], thread['channel_id'], thread['thread_ts'])
  if (chat?.thread === undefined) return undefined
  return { type: 'started', chat, id: `${chat.channel}/${chat.thread}`, occasion: 'thread' }
}

function readAction(action: Json, body: Json, own: Own): Received | undefined {
  const user = someTextOf(objectOf(body['user'])['id'])
  const at = someTextOf(action['action_ts'])
  if (body['type'] !== 'block_actions' || !isId(user) || !isTs(at)) return undefined
  if (action['action_id'] === startAction) return { type: 'start-pressed', team: own.team, user, id: `${user}/${at}` }
  const message = objectOf(body['message'])
  const [chosen, ts] = [readChoice(action), someTextOf(message['ts'])]
  // A message that others answered to names itself as its thread.
  const thread = message['thread_ts'] === ts ? undefined : message['thread_ts']
  const chat = chatOf(own, user, objectOf(body['channel'])['id'], thread)
  if (!chosen || !chat || !isTs(ts)) return undefined
  return { type: 'chose', chat, id: `${chat.channel}/${ts}/${at}`, ...chosen, ts, message }
}

function chatOf({ team }: Own, user: unknown, channel: unknown, thread?: unknown): SlackChat | undefined {
  const [person, place, root] = [someTextOf(user), someTextOf(channel), someTextOf(thread)]
  if (!isId(person) || !isId(place) || person === 'USLACKBOT') return undefined
  return { team, user: person, channel: place, ...(isTs(root) ? { thread: root } : {}) }
}
