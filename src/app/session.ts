import type { Conversation } from '../core/conversation/state.ts'
import type { AgentId, ConversationId, RoomId } from '../core/ids.ts'
import type { Agent } from '../core/routing/agent.ts'
import type { HeldLease } from '../ports/lease.ts'
import type { NewOutboxRow, OutboxRow } from '../ports/outbox.ts'
import type { NewEvent, StoredConversation, StoreTransaction } from '../ports/store-transaction.ts'
import type { App } from './deps.ts'
import type { FreshLane, Settle } from './fresh-lanes.ts'
import { isPosition, laneOf, type OutboxBody, priorityOf, sideOf } from './outbox-body.ts'

/** A conversation as one transaction works on it. */
export interface Working {
  conversation: Conversation
  room: RoomId | undefined
  /** What the database has; absent for a new one. */
  readonly storedVersion: number | undefined
  /** When the transaction began. */
  readonly wasClosed: boolean
  readonly wasWaiting: boolean
  changed: boolean
}

interface WorkingAgent {
  agent: Agent | undefined
  /** As it was when the transaction began. */
  readonly before: Agent | undefined
  readonly storedVersion: number | undefined
}

/** Everything one transaction has read and wants written. Writes go out at the end, in few statements. */
export interface Session {
  readonly app: App
  readonly tx: StoreTransaction
  readonly lease: Pick<HeldLease, 'name' | 'epoch'>
  readonly conversations: Map<ConversationId, Working>
  readonly agents: Map<AgentId, WorkingAgent>
  readonly events: NewEvent[]
  readonly outbox: NewOutboxRow[]
  /** Done once the transaction is committed. */
  readonly afterCommit: (() => void)[]
}

function openSession(app: App, tx: StoreTransaction, lease: Pick<HeldLease, 'name' | 'epoch'>): Session {
  return { app, tx, lease, conversations: new Map(), agents: new Map(), events: [], outbox: [], afterCommit: [] }
}

/** The conversation, locked; read once per transaction. */
export async function loadConversation(session: Session, id: ConversationId): Promise<Working | undefined> {
  const known = session.conversations.get(id)
  if (known) return known
  const stored = await session.tx.lockConversation(id)
  return stored && remember(session, stored.conversation, stored.room)
}

export function remember(session: Session, conversation: Conversation, room: RoomId | undefined): Working {
  const known = session.conversations.get(conversation.id)
  if (known) return known
  const working: Working = {
    conversation,
    room,
    storedVersion: conversation.version,
    wasClosed: conversation.status === 'closed',
    wasWaiting: isWaiting(conversation),
    changed: false,
  }
  session.conversations.set(conversation.id, working)
  return working
}

export function addNew(session: Session, conversation: Conversation): Working {
  const working: Working = {
    conversation,
    room: undefined,
    storedVersion: undefined,
    wasClosed: false,
    wasWaiting: false,
    changed: true,
  }
  session.conversations.set(conversation.id, working)
  return working
}

/** The agent, locked; after the conversation, by the lock order. */
export async function loadAgent(session: Session, id: AgentId): Promise<WorkingAgent> {
  const known = session.agents.get(id)
  if (known) return known
  const agent = await session.tx.lockAgent(id)
  const working: WorkingAgent = { agent, before: agent, storedVersion: agent?.version }
  session.agents.set(id, working)
  return working
}

export function order(session: Session, key: string, body: OutboxBody): void {
  const conversation =
    body.of === 'conversation' ? session.conversations.get(body.conversation)?.conversation : undefined
  session.outbox.push({
    key: key as NewOutboxRow['key'],
    lease: session.lease.name,
    side: sideOf(body),
    lane: laneOf(body, conversation),
    priority: priorityOf(body),
    replaces: isPosition(body),
    kind: body.of === 'conversation' ? body.effect.type : body.of,
    body,
    ...(body.of === 'conversation' ? { conversation: body.conversation } : {}),
  })
}

/**
 * Runs `work` in a transaction and writes what it wants written. Then the caller sees to what the commit means for this
 * process, and calls `handOver`: what was ordered is carried out from there on.
 */
export async function inSession(
  app: App,
  lease: HeldLease,
  work: (session: Session) => Promise<void>,
): Promise<{ readonly session: Session; readonly handOver: () => void }> {
  let settle: Settle | undefined
  const stored: OutboxRow[] = []
  try {
    const session = await app.store.transaction(lease, async (tx) => {
      const open = openSession(app, tx, lease)
      await work(open)
      settle = app.freshLanes.announce(lease.name, open.outbox)
      writeSession(open, stored)
      return open
    })
    return { session, handOver: () => settle?.(lanesOf(stored), (id) => storedOf(session, id)) }
  } catch (error) {
    settle?.(undefined, () => undefined)
    throw error
  }
}

function lanesOf(rows: readonly OutboxRow[]): readonly FreshLane[] {
  const lanes = Map.groupBy(rows, ({ side, lane }) => `${side} ${lane}`)
  return [...lanes.values()].flatMap((rows) => (rows[0] ? [{ name: rows[0].lane, side: rows[0].side, rows }] : []))
}

function storedOf(session: Session, id: ConversationId): StoredConversation | undefined {
  const working = session.conversations.get(id)
  if (!working) return undefined
  return { conversation: working.conversation, ...(working.room === undefined ? {} : { room: working.room }) }
}

/** Writes all that the session holds. */
function writeSession(session: Session, stored: OutboxRow[]): void {
  const { tx } = session
  for (const { conversation, storedVersion, wasWaiting, changed } of session.conversations.values()) {
    if (changed) tx.saveConversation(conversation, storedVersion)
    if (isWaiting(conversation) !== wasWaiting) tx.wake('waiting')
  }
  for (const [id, working] of session.agents) saveAgent(session, id, working)
  if (session.events.length > 0) tx.appendEvents(session.events)
  if (session.outbox.length > 0) tx.addOutbox(session.outbox, (rows) => stored.push(...rows))
}

/** As people count who is before them: also who is being offered may have to wait on. */
function isWaiting({ status }: Conversation): boolean {
  return status === 'queued' || status === 'offered'
}

function saveAgent(session: Session, id: AgentId, { agent, storedVersion }: WorkingAgent): void {
  if (!agent || agent.version === storedVersion) return
  session.tx.saveAgent(agent, storedVersion)
  session.tx.wake('agents')
  session.afterCommit.push(() => session.app.agents.saw({ ...agent, id }))
}
