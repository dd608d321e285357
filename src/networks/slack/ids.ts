import type { RemoteChatId, RemoteMessageId } from '../../core/ids.ts'
import type { ChatAddress } from '../../ports/network.ts'
import { parseJson, someTextOf } from './json.ts'

/** One person and their direct channel with the app. */
export interface SlackChat {
  readonly team: string
  readonly user: string
  readonly channel: string
  /** The thread they wrote in last: what we say goes there. */
  readonly thread?: string
}

const idPattern = /^[A-Z0-9]{2,40}$/
const tsPattern = /^\d{1,16}\.\d{1,10}$/

export function isId(text: string | undefined): text is string {
  return text !== undefined && idPattern.test(text)
}

export function isTs(text: string | undefined): text is string {
  return text !== undefined && tsPattern.test(text)
}

export function chatId({ team, user, channel }: SlackChat): RemoteChatId {
  return `${team}/${user}/${channel}` as RemoteChatId
}

export function printAddress({ team, user, channel, thread }: SlackChat): ChatAddress {
  return JSON.stringify({ team, user, channel, ...(thread === undefined ? {} : { thread }) })
}

/** Undefined for anything but a text made by `printAddress`. */
export function parseAddress(text: ChatAddress): SlackChat | undefined {
  const json = parseJson(text)
  const [team, user, channel, thread] = ['team', 'user', 'channel', 'thread'].map((name) => someTextOf(json[name]))
  if (!isId(team) || !isId(user) || !isId(channel)) return undefined
  return { team, user, channel, ...(isTs(thread) ? { thread } : {}) }
}

/** A message is known by where and when it was written: the same however often and by whatever event it is told. */
export function messageId(team: string, channel: string, ts: string): RemoteMessageId {
  return `${team}/${channel}/${ts}` as RemoteMessageId
}

/** Undefined for what is no message of Slack. */
export function parseMessageId(id: RemoteMessageId): { readonly channel: string; readonly ts: string } | undefined {
  const [, channel, whole] = id.split('/')
  const ts = whole?.split('#')[0]
  return isId(channel) && isTs(ts) ? { channel, ts } : undefined
}
