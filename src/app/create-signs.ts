import type { MatrixEventId, RemoteMessageId } from '../core/ids.ts'
import { leaseOfNetwork } from '../ports/lease.ts'
import type { Assigned } from './assigned-view.ts'
import type { App } from './deps.ts'
import { expiring, follow } from './follow.ts'
import { conversationSubject, makeRow } from './inbox-body.ts'
import { createPassOn, readPassedOn, type Typing } from './pass-on.ts'
import type { Signs } from './signs.ts'

/** Of one conversation and its agent. */
interface Passing {
  readonly agentTypes: (isTyping: boolean) => void
  readonly customerTypes: (isTyping: boolean) => void
  readonly read: (event: MatrixEventId) => void
  unlinkedRead?: RemoteMessageId | undefined
}

type Needs = Pick<
  App,
  'assigned' | 'isOurs' | 'matrix' | 'neighbours' | 'networks' | 'store' | 'clock' | 'log' | 'ghostLocalpart'
>

export function createSigns(app: Needs): Signs {
  const all = new WeakMap<object, Passing>()
  const passingOf = (assigned: Assigned): Passing => {
    const known = all.get(assigned.span) ?? makePassing(app, assigned)
    all.set(assigned.span, known)
    return known
  }
  const agentTypes = ({ room, users }: Typing): boolean => {
    const assigned = app.assigned.inRoom(room)
    if (assigned) passingOf(assigned).agentTypes(assigned.isHere && users.includes(assigned.agent))
    return assigned !== undefined
  }
  const isPerson = (user: unknown): boolean => typeof user === 'string' && !app.isOurs(user)
  const passOn = createPassOn(app.neighbours, (error) => app.log.debug({ error }, 'a sign was lost'))
  app.neighbours.onTold((words) => {
    for (const typing of readPassedOn(words)) agentTypes(typing)
  })
  const signs: Signs = {
    customerTypes(network, chat, isTyping) {
      const assigned = app.assigned.ofChat(network, chat)
      if (assigned) passingOf(assigned).customerTypes(isTyping)
    },
    customerRead(network, chat, remoteId) {
      const assigned = app.assigned.ofChat(network, chat)
      if (assigned) lose(app, customerRead(app, assigned, passingOf(assigned), remoteId))
    },
    fromMatrix(events) {
      for (const event of events) {
        const typing = typingIn(event)
        if (typing && !agentTypes(typing)) passOn({ room: typing.room, users: typing.users.filter(isPerson) })
      }
    },
    linked({ network, chat, remoteId }) {
      const assigned = app.assigned.ofChat(network, chat)
      if (assigned && all.get(assigned.span)?.unlinkedRead === remoteId) signs.customerRead(network, chat, remoteId)
    },
  }
  return signs
}

function makePassing(app: Needs, { network: id, chat, room, customerName }: Assigned): Passing {
  const ghost = { localpart: app.ghostLocalpart(id, chat), displayName: customerName }
  const network = app.networks.get(id)
  const toNetwork = async (isTyping: boolean): Promise<void> => {
    const stored = network?.typing && (await app.store.chat(id, chat))
    if (stored) network.typing?.(chat, stored.address, isTyping)
  }
  const lost = (error: unknown): void => app.log.debug({ error, room }, 'a sign was lost')
  return {
    agentTypes: expiring(follow<boolean>(false, toNetwork, lost), () => app.clock.now()),
    customerTypes: expiring(
      follow<boolean>(false, (isTyping) => app.matrix.setTyping(room, ghost, isTyping), lost),
      () => app.clock.now(),
    ),
    read: follow('' as MatrixEventId, (event) => app.matrix.markRead(room, ghost, event), lost),
  }
}

/** What was read has arrived as well, where the network did not say so before. */
async function customerRead(
  app: Needs,
  { id, network, chat, isConnected }: Assigned,
  passing: Passing,
  remoteId: RemoteMessageId,
): Promise<void> {
  passing.unlinkedRead = remoteId
  const link = await app.store.linkOf(network, chat, remoteId)
  if (!link) return
  passing.unlinkedRead = undefined
  if (!link.isOurs || link.conversation !== id) return
  passing.read(link.event)
  if (isConnected) return
  const event = { type: 'line-delivered', at: app.clock.now(), eventId: link.event } as const
  const body = { kind: 'outcome', conversation: id, event } as const
  await app.store.submit([makeRow(leaseOfNetwork(network), conversationSubject(id), body, `read:${link.event}`)])
}

function lose({ log }: Needs, work: Promise<void>): void {
  work.catch((error: unknown) => log.debug({ error }, 'a sign was lost'))
}

/** Who types in a room: all of them, each time that changes. */
function typingIn(event: unknown): Typing | undefined {
  const { type, room_id: room, content } = (event ?? {}) as { type?: unknown; room_id?: unknown; content?: unknown }
  const { user_ids: users } = (content ?? {}) as { user_ids?: unknown }
  return type === 'm.typing' && typeof room === 'string' && Array.isArray(users) ? { room, users } : undefined
}
