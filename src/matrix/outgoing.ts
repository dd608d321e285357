import type { EffectKey, MatrixEventId, RoomId } from '../core/ids.ts'
import { killPoint } from '../observe/kill-point.ts'
import { path } from './client.ts'
import { device, type Home } from './home.ts'
import { isJson, type Json, listIn, numberIn, objectIn, textIn } from './json.ts'

/** One event to be sent by `as`. `at`: what it shall show as its time; absent: now. */
export interface Outgoing {
  readonly room: RoomId
  readonly as: string
  readonly key: EffectKey
  readonly content: Json
  /** Absent: a message. */
  readonly type?: 'm.reaction'
  readonly at?: number
}

/** An event that is there, with the time it shows. */
export interface SentEvent {
  readonly id: MatrixEventId
  readonly content: Json
  readonly time?: number
}

interface Redaction extends Pick<Outgoing, 'room' | 'as' | 'key'> {
  readonly target: MatrixEventId
}

const keyOfEvent = 'im.switchboard.key'
const instanceOfEvent = 'im.switchboard.instance'
const pagesLookedBack = 10

/** What stands in the content of every event of ours. */
export function stampOf({ settings }: Home, key: EffectKey): Json {
  return { [keyOfEvent]: key, [instanceOfEvent]: settings.instance }
}

/** The key is the transaction id: the same key is the same event for 24 h. It is unique over all users, because Synapse's cache of them ignores the user (synapse#2937). */
export async function transmit({ client, settings }: Home, outgoing: Outgoing): Promise<MatrixEventId> {
  const { room, as, key, content, at, type = 'm.room.message' } = outgoing
  const address = path`/_matrix/client/v3/rooms/${room}/send/${type}/${transactionOf(settings, key)}`
  const query = at === undefined ? {} : { ts: Math.max(0, Math.trunc(at)) }
  const answer = await client.call({ method: 'PUT', path: address, as, device, query, body: content })
  killPoint('send')
  return textIn(answer, 'event_id') as MatrixEventId
}

export function transactionOf({ instance }: Home['settings'], key: EffectKey): string {
  return `${instance}.${key.replaceAll(':', '.')}`
}

/** The event that an earlier attempt sent, if it is among the latest thousand of its sender. */
export async function findSent(home: Home, outgoing: Outgoing): Promise<MatrixEventId | undefined> {
  const { room, as, key, at } = outgoing
  for await (const { id, content, time = at } of latestOf(home, room, as)) {
    if (isOf(home, content, key)) return id
    // A ghost's events show the customer's times and went out in their order, but for what came late: that is the last one if it is there.
    if (at !== undefined && time !== undefined && time < at) return undefined
  }
  return undefined
}

/** Whether an event of ours was sent for this key. */
export function isOf({ settings }: Home, content: Json, key: EffectKey): boolean {
  return textIn(content, keyOfEvent) === key && textIn(content, instanceOfEvent) === settings.instance
}

/** The latest thousand messages of this sender in the room, the newest first. */
export async function* latestOf({ client }: Home, room: RoomId, as: string): AsyncGenerator<SentEvent> {
  const address = path`/_matrix/client/v3/rooms/${room}/messages`
  const filter = JSON.stringify({ types: ['m.room.message'], senders: [as] })
  let from: string | undefined
  for (let page = 0; page < pagesLookedBack; page++) {
    const query = { dir: 'b', limit: 100, filter, ...(from !== undefined && { from }) }
    const answer = await client.call({ method: 'GET', path: address, query })
    for (const event of listIn(answer, 'chunk').filter(isJson)) {
      if (textIn(event, 'sender') !== as) continue
      const [id, time] = [textIn(event, 'event_id') as MatrixEventId, numberIn(event, 'origin_server_ts')]
      yield { id, content: objectIn(event, 'content') ?? {}, ...(time !== undefined && { time }) }
    }
    from = textIn(answer, 'end')
    if (from === undefined) return
  }
}

/** Takes an event of `as` back. A repeat has no second result. */
export async function redact({ client, settings }: Home, { room, as, key, target }: Redaction): Promise<void> {
  const address = path`/_matrix/client/v3/rooms/${room}/redact/${target}/${transactionOf(settings, key)}`
  await client.call({ method: 'PUT', path: address, as, device, body: {} })
  killPoint('send')
}
