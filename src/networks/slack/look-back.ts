import type { EffectKey } from '../../core/ids.ts'
import type { SlackApi } from './api.ts'
import { isTs, type SlackChat } from './ids.ts'
import { listOf, objectOf, someTextOf } from './json.ts'

const eventType = 'switchboard_message'
const most = 100

/** What goes with each message of ours, unseen by people: by it a repeat is recognised. */
export function metadataFor(key: EffectKey, part: number) {
  return { event_type: eventType, event_payload: { key, part } }
}

/** The messages that are there already for an effect, by part. Rejects with ApiFailure. */
export async function lookBack(
  api: Pick<SlackApi, 'call'>,
  chat: SlackChat,
  key: EffectKey,
): Promise<ReadonlyMap<number, string>> {
  // They may have gone into or out of a thread since.
  const { thread: _thread, ...outside } = chat
  const messages = [...(await recent(api, outside)), ...(chat.thread === undefined ? [] : await recent(api, chat))]
  const found = messages.flatMap(({ ts, payload }) =>
    payload['key'] === key ? [[Number(payload['part']), ts] as const] : [],
  )
  return new Map(found)
}

/** All parts of the message that begins at `ts`, by order. Rejects with ApiFailure. */
export async function partsOf(api: Pick<SlackApi, 'call'>, chat: SlackChat, ts: string): Promise<readonly string[]> {
  const messages = await recent(api, chat, ts)
  const key = messages.find((message) => message.ts === ts)?.payload['key']
  const parts = messages.filter(({ payload }) => key !== undefined && payload['key'] === key)
  const ordered = parts.toSorted((a, b) => Number(a.payload['part']) - Number(b.payload['part'])).map((part) => part.ts)
  return ordered[0] === ts ? ordered : [ts]
}

async function recent(api: Pick<SlackApi, 'call'>, { channel, thread }: SlackChat, oldest?: string) {
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies'
  const { messages } = await api.call(method, {
    ...{ channel, limit: most, include_all_metadata: true },
    ...(thread === undefined ? {} : { ts: thread }),
    ...(oldest === undefined ? {} : { oldest, latest: laterThan(oldest), inclusive: true }),
  })
  return listOf(messages).flatMap((message) => {
    const metadata = objectOf(message['metadata'])
    const ts = someTextOf(message['ts'])
    const payload = metadata['event_type'] === eventType ? objectOf(metadata['event_payload']) : {}
    return isTs(ts) ? [{ ts, payload }] : []
  })
}

/** Parts follow within minutes. */
function laterThan(ts: string): string {
  return (Number(ts) + 600).toFixed(6)
}
