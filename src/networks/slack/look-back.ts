import type { EffectKey } from '../../core/ids.ts'
import type { SlackApi } from './api.ts'
import { isTs, type SlackChat } from './ids.ts'
import { listOf, objectOf, someTextOf } from './json.ts'

const eventType = 'switchboard_message'
/** In one page. */
const most = 100
const mostPages = 30
/** The time of sending is by our database's clock, Slack's by its own. */
const clocksDifferMs = 5 * 60_000

/** What goes with each message of ours, unseen by people: by it a repeat is recognised. */
export function metadataFor(key: EffectKey, part: number) {
  return { event_type: eventType, event_payload: { key, part } }
}

/** What is looked for: these parts of an effect, sent at `since` (ms since the epoch) or later. */
export interface Sought {
  readonly key: EffectKey
  readonly parts: readonly number[]
  readonly since: number
}

/** More was said since then than we go through. */
export class TooMuchToLookAt extends Error {
  constructor() {
    super('It may have been sent before Switchboard restarted, and too much was said since to find out.')
    this.name = 'TooMuchToLookAt'
  }
}

/** The messages that are there already for an effect, by part. Rejects with ApiFailure or TooMuchToLookAt. */
export async function lookBack(
  api: Pick<SlackApi, 'call'>,
  chat: SlackChat,
  sought: Sought,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>()
  // They may have gone into or out of a thread since.
  const { thread, ...outside } = chat
  await lookIn(api, outside, sought, found)
  if (thread !== undefined && !isComplete(found, sought)) await lookIn(api, chat, sought, found)
  return found
}

function isComplete(found: ReadonlyMap<number, string>, { parts }: Sought): boolean {
  return parts.every((part) => found.has(part))
}

/** Page by page from the time it may have been sent, until all parts are found. */
async function lookIn(
  api: Pick<SlackApi, 'call'>,
  chat: SlackChat,
  sought: Sought,
  found: Map<number, string>,
): Promise<void> {
  const { key, since } = sought
  const oldest = toTs(since - clocksDifferMs)
  let cursor: string | undefined
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await read(api, chat, { oldest, ...(cursor === undefined ? {} : { cursor }) })
    for (const { ts, payload } of page.messages) if (payload['key'] === key) found.set(Number(payload['part']), ts)
    cursor = page.next
    if (cursor === undefined || isComplete(found, sought)) return
  }
  throw new TooMuchToLookAt()
}

/** All parts of the message that begins at `ts`, by order. Rejects with ApiFailure. */
export async function partsOf(api: Pick<SlackApi, 'call'>, chat: SlackChat, ts: string): Promise<readonly string[]> {
  const { messages } = await read(api, chat, { oldest: ts, latest: laterThan(ts), inclusive: true })
  const key = messages.find((message) => message.ts === ts)?.payload['key']
  const parts = messages.filter(({ payload }) => key !== undefined && payload['key'] === key)
  const ordered = parts.toSorted((a, b) => Number(a.payload['part']) - Number(b.payload['part'])).map((part) => part.ts)
  return ordered[0] === ts ? ordered : [ts]
}

interface Range {
  readonly oldest?: string
  readonly latest?: string
  readonly inclusive?: true
  readonly cursor?: string
}

async function read(api: Pick<SlackApi, 'call'>, { channel, thread }: SlackChat, range: Range) {
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies'
  const answer = await api.call(method, {
    ...{ channel, limit: most, include_all_metadata: true },
    ...(thread === undefined ? {} : { ts: thread }),
    ...range,
  })
  const messages = listOf(answer['messages']).flatMap((message) => {
    const metadata = objectOf(message['metadata'])
    const ts = someTextOf(message['ts'])
    const payload = metadata['event_type'] === eventType ? objectOf(metadata['event_payload']) : {}
    return isTs(ts) ? [{ ts, payload }] : []
  })
  return { messages, next: someTextOf(objectOf(answer['response_metadata'])['next_cursor']) }
}

/** Parts follow within minutes. */
function laterThan(ts: string): string {
  return (Number(ts) + 600).toFixed(6)
}

function toTs(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(6)
}
