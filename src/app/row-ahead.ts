import type { AgentId, MatrixEventId, RoomId } from '../core/ids.ts'
import type { InboxRow } from '../ports/inbox.ts'
import { matrixEventKind } from '../ports/inbox.ts'
import type { MatrixEvent } from '../ports/matrix-event.ts'
import type { RemoteEvent } from '../ports/network.ts'
import type { RoomRole } from '../ports/store-queries.ts'
import { admit } from './admission.ts'
import type { RemoteAhead } from './apply-remote.ts'
import type { App } from './deps.ts'
import type { InboxBody } from './inbox-body.ts'
import { niceToHave } from './nice-to-have.ts'
import { contactOf, readBackground } from './open-conversation.ts'
import { readPastAsked } from './past.ts'

type RemoteMessage = Extract<RemoteEvent, { type: 'message' }>

/** What a message in a room answers, a reaction is about. */
export interface Answered {
  readonly eventId: MatrixEventId
  readonly sender: AgentId
  readonly text: string
}

/** A row with all that had to be looked up for it before the transaction. */
export type PreparedRow =
  | {
      readonly row: InboxRow
      readonly of: 'remote'
      readonly body: Extract<InboxBody, { kind: 'remote' }>
      readonly ahead: RemoteAhead | undefined
    }
  | { readonly row: InboxRow; readonly of: 'own'; readonly body: Exclude<InboxBody, { kind: 'remote' }> }
  | {
      readonly row: InboxRow
      readonly of: 'matrix'
      readonly event: MatrixEvent
      readonly role: RoomRole | undefined
      readonly answered: Answered | undefined
    }

/** Reads ahead what applying the row will need; `opensMaybe` false: a conversation of this chat is known to be open. */
export async function prepareRow(app: App, row: InboxRow): Promise<PreparedRow> {
  if (row.kind === matrixEventKind) {
    const event = notAhead(app.readEvent(row.body), row.receivedAt)
    const role = event.type === 'malformed' ? undefined : await roleOf(app, event.room)
    return { row, of: 'matrix', event, role, answered: await answeredBy(app, event, role) }
  }
  const body = row.body as InboxBody
  if (body.kind !== 'remote') return { row, of: 'own', body }
  return { row, of: 'remote', body, ahead: await aheadOf(app, body) }
}

/** The room of a conversation stays that. */
async function roleOf(app: App, room: RoomId): Promise<RoomRole | undefined> {
  const assigned = app.assigned.inRoom(room)
  return assigned ? { kind: 'conversation', conversation: assigned.id } : app.store.roomRole(room)
}

/** The clocks of other homeservers are not ours: nothing happened after we got to know of it. */
function notAhead(event: MatrixEvent, receivedAt: number): MatrixEvent {
  return 'at' in event && event.at > receivedAt ? { ...event, at: Math.floor(receivedAt) } : event
}

const quotePatienceMs = 2000

async function answeredBy(app: App, event: MatrixEvent, role: RoomRole | undefined): Promise<Answered | undefined> {
  if (event.type !== 'message' && event.type !== 'reaction') return undefined
  const target = event.type === 'message' ? event.replyTo : event.target
  if (target === undefined || role?.kind !== 'conversation') return undefined
  const found = await niceToHave(app.matrix.quotable(event.room, target), quotePatienceMs)
  return found && { eventId: target, ...found }
}

async function aheadOf(app: App, { event }: Extract<InboxBody, { kind: 'remote' }>): Promise<RemoteAhead | undefined> {
  const network = app.networks.get(event.network)
  if (event.type === 'gap') {
    const open = await app.store.openChats(event.network, event.at - event.ms)
    return { background: {}, admission: { ok: true }, open: open.map(({ conversation }) => conversation) }
  }
  if ((event.type !== 'message' && event.type !== 'started') || !network) return undefined
  if (event.type === 'started' && !greetsOn(app, event)) return undefined
  const asked = event.type === 'message' ? await askedWith(app, event) : {}
  if (app.openChats.has(`${event.network}/${event.sender.chat}`))
    return Object.keys(asked).length > 0 ? { background: {}, open: [], admission: { ok: true }, ...asked } : undefined
  const background = await readBackground(app, network, event.sender)
  return { background, open: [], admission: await admit(app, network, event.sender, background, event.at), ...asked }
}

/** What they ask for with a word, and which line of the bot they answer. */
async function askedWith(app: App, event: RemoteMessage): Promise<Pick<RemoteAhead, 'pastAsked' | 'toBot'>> {
  const pastAsked = await readPastAsked(app, event)
  const { network, sender, answers } = event
  const toBot = answers === undefined ? undefined : await app.store.ownLine(network, sender.chat, answers)
  return { ...(pastAsked ? { pastAsked } : {}), ...(toBot ? { toBot } : {}) }
}

function greetsOn(app: App, { network, sender, occasion }: Extract<RemoteEvent, { type: 'started' }>): boolean {
  return contactOf(app, network, sender.contact)?.greetsOn.includes(occasion) ?? false
}
