import type { RoomId } from '../core/ids.ts'
import type { App } from './deps.ts'
import { eachOpen } from './each-open.ts'
import { receiveTransaction } from './receive-transaction.ts'

/** More than people write into a room while the homeserver catches up. */
const mostEvents = 30
/** Looks go beside the work that people wait for. */
const atOnce = 2

/** What happened in a room of ours since then, in its order; nothing when the homeserver does not say. */
export async function recentIn(app: App, room: RoomId, since: number): Promise<readonly unknown[]> {
  try {
    if (!(await app.store.roomRole(room))) return []
    const events = await app.matrix.recentEvents(room, mostEvents)
    // What was said before the bot came was not said to it.
    const came = events.findLastIndex((event) => isJoinOf(event, app.botUser))
    return events.slice(came + 1).filter((event) => timeOf(event) >= since)
  } catch (error) {
    app.log.debug({ error, room }, 'a room could not be looked into')
    return []
  }
}

/** The rooms of these events, each once. */
export function roomsOf(events: readonly unknown[]): readonly RoomId[] {
  const rooms = events.map((event) => (event as { room_id?: unknown } | null)?.room_id)
  return [...new Set(rooms.filter((room) => typeof room === 'string'))] as RoomId[]
}

export function timesOf(events: readonly unknown[]): readonly number[] {
  return events.map(timeOf).filter(Number.isFinite)
}

function isJoinOf(event: unknown, user: string): boolean {
  const { state_key: who, content } = (event ?? {}) as { state_key?: unknown; content?: { membership?: unknown } }
  return who === user && content?.membership === 'join'
}

function timeOf(event: unknown): number {
  const time = (event as { origin_server_ts?: unknown } | null)?.origin_server_ts
  return typeof time === 'number' ? time : Number.NaN
}

/** Looks into all rooms in which agents may have spoken. What is known already changes nothing. */
export async function lookIntoRooms(app: App, since: number, stop: AbortSignal): Promise<void> {
  const rooms = roomsToLookInto(app)
  const lookInTurn = async (): Promise<void> => {
    for (let next = await rooms.next(); !next.done && !stop.aborted; next = await rooms.next()) {
      await receiveTransaction(app, await recentIn(app, next.value, since))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lookInTurn))
}

async function* roomsToLookInto(app: App): AsyncGenerator<RoomId> {
  const admin = app.adminRoom()
  if (admin) yield admin
  for (const network of app.networks.keys()) {
    for await (const { room } of eachOpen(app, network, ['offered', 'active', 'held', 'wrapping'])) {
      if (room) yield room
    }
  }
}
