import type { MatrixEventId, RoomId } from '../core/ids.ts'
import type { NewMatrixRow } from '../ports/inbox.ts'
import type { App } from './deps.ts'

/**
 * Takes in a transaction of the homeserver: resolves once all of its events are committed. Echoes of our own sends are
 * left out; what is not an event at all is stored too and ends in quarantine, so that it never stops the rest.
 */
export async function receiveTransaction(
  app: Pick<App, 'store' | 'isOurs'>,
  events: readonly unknown[],
): Promise<void> {
  const rows = fromOthers(app, events).map(rowOf)
  if (rows.length > 0) await app.store.submitMatrix(rows)
}

/** Without the echoes of our own sends. */
export function fromOthers(app: Pick<App, 'isOurs'>, events: readonly unknown[]): readonly unknown[] {
  return events.filter((event) => !isEcho(app, event))
}

function isEcho(app: Pick<App, 'isOurs'>, event: unknown): boolean {
  const { sender, type, state_key: subject } = fieldsOf(event)
  if (typeof sender !== 'string' || !app.isOurs(sender)) return false
  return type !== 'm.room.member' || typeof subject !== 'string' || app.isOurs(subject)
}

function rowOf(event: unknown): NewMatrixRow {
  const { room_id: room, event_id: id } = fieldsOf(event)
  const eventId = typeof id === 'string' ? id : `unnamed:${stableHash(JSON.stringify(event) ?? 'undefined')}`
  return { room: (typeof room === 'string' ? room : '') as RoomId, eventId: eventId as MatrixEventId, body: event }
}

function fieldsOf(event: unknown): Record<string, unknown> {
  return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {}
}

/** FNV-1a, so that a repeat of something without an id is still one thing. */
function stableHash(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return `${text.length}-${(hash >>> 0).toString(16)}`
}
