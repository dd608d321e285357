import type { Conversation } from '../core/conversation/state.ts'
import type { InboxRow } from '../ports/inbox.ts'
import type { HeldLease } from '../ports/lease.ts'
import { isLeaseLost, isStoreConflict, isStoreUnavailable } from '../ports/store-error.ts'
import { applyOwn } from './apply-own.ts'
import { applyRemote } from './apply-remote.ts'
import { applyRoomEvent } from './apply-room-event.ts'
import { type CommandRun, commandOf, runCommand } from './commands/run-command.ts'
import type { App } from './deps.ts'
import { chatLane, isOfAgent, type OutboxBody } from './outbox-body.ts'
import { type PreparedRow, prepareRow } from './row-ahead.ts'
import { inSession, loadAgent, loadConversation, type Session } from './session.ts'

/** How often a row may fail before it is put aside. */
const attemptsAllowed = 5

/**
 * Applies the rows of one subject, oldest first, many in one commit. A row that fails alone is tried again later, and after
 * five times put aside, so that its conversation goes on. True when all are out of the way. Rejects when the database is
 * away or the lease is lost.
 */
export async function applySubject(app: App, lease: HeldLease, rows: readonly InboxRow[]): Promise<boolean> {
  for (const batch of batchesOf(app, await Promise.all(rows.map((row) => prepareRow(app, row))))) {
    try {
      await applyBatch(app, lease, batch)
    } catch (error) {
      if (isStoreUnavailable(error) || isLeaseLost(error)) throw error
      app.log.debug({ error, rows: batch.length }, 'a batch failed, its rows go one by one')
      if (!(await applyOneByOne(app, lease, batch))) return false
    }
  }
  return true
}

async function applyOneByOne(app: App, lease: HeldLease, batch: readonly PreparedRow[]): Promise<boolean> {
  for (const prepared of batch) {
    try {
      await applyBatch(app, lease, [await prepareRow(app, prepared.row)])
    } catch (error) {
      if (isStoreUnavailable(error) || isLeaseLost(error)) throw error
      await app.agents.refresh()
      if (!(await putOff(app, prepared.row, error))) return false
    }
  }
  return true
}

/** True: the row is out of the way and those behind it may go on. */
async function putOff(app: App, row: InboxRow, error: unknown): Promise<boolean> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  if (row.attempts + 1 < attemptsAllowed) {
    const waitMs = isStoreConflict(error) ? 50 : 200 * 2 ** row.attempts
    await app.store.deferInbox(row.id, app.clock.now() + waitMs, text)
    app.log.warn(
      { error, inbox: row.id, subject: row.subject, attempts: row.attempts + 1 },
      'applying an event failed, it is tried again',
    )
    return false
  }
  await app.store.parkInbox(row.id, text)
  app.metrics.parked()
  app.log.error(
    { error, inbox: row.id, subject: row.subject },
    'an event failed five times and was put aside; the conversation goes on',
  )
  return true
}

/** Commands read and write beside the transaction, so each goes alone. */
function batchesOf(app: App, rows: readonly PreparedRow[]): readonly (readonly PreparedRow[])[] {
  const batches: PreparedRow[][] = []
  let alone = true
  for (const row of rows) {
    const single = row.of === 'matrix' && commandOf(app, row.event, row.role) !== undefined
    const last = batches.at(-1)
    if (single || alone || !last) batches.push([row])
    else last.push(row)
    alone = single
  }
  return batches
}

async function applyBatch(app: App, lease: HeldLease, batch: readonly PreparedRow[]): Promise<void> {
  const [first] = batch
  const command = batch.length === 1 && first?.of === 'matrix' ? await commandRun(app, first) : undefined
  const { session, handOver } = await inSession(app, lease, async (open) => {
    for (const prepared of batch) await applyPrepared(open, prepared, command)
    open.tx.markApplied(batch.map(({ row }) => row.id))
    app.reached('before-commit')
  })
  app.reached('after-commit')
  try {
    committed(session, batch)
  } finally {
    handOver()
  }
}

async function commandRun(app: App, prepared: Extract<PreparedRow, { of: 'matrix' }>): Promise<CommandRun | undefined> {
  const command = commandOf(app, prepared.event, prepared.role)
  return command && runCommand(app, command)
}

async function applyPrepared(session: Session, prepared: PreparedRow, command: CommandRun | undefined): Promise<void> {
  switch (prepared.of) {
    case 'remote':
      return applyRemote(session, prepared.row, prepared.body.event, prepared.ahead)
    case 'own':
      return applyOwn(session, prepared.body, prepared.row.id)
    case 'matrix': {
      if (command) return command.apply(session, prepared.row.id)
      if (prepared.event.type === 'malformed') return sayMalformed(session, prepared.row, prepared.event.reason)
      if (prepared.role?.kind !== 'conversation') return
      const { event, role } = prepared
      // Both are asked for at once, in the order of the locks.
      const [working] = await Promise.all([
        loadConversation(session, role.conversation),
        event.type === 'message' ? loadAgent(session, event.sender) : undefined,
      ])
      if (working) await applyRoomEvent(session, working, event, prepared)
    }
  }
}

function sayMalformed({ app }: Session, row: InboxRow, reason: string): void {
  app.metrics.parked()
  app.log.warn({ inbox: row.id, reason }, 'the homeserver sent something that is not an event; it is left out')
}

function committed(session: Session, batch: readonly PreparedRow[]): void {
  const { app } = session
  for (const done of session.afterCommit) done()
  const all = [...session.conversations.values()]
  const open = new Set(
    all.flatMap(({ conversation }) => (conversation.status === 'closed' ? [] : [chatOf(conversation)])),
  )
  for (const chat of open) app.openChats.add(chat)
  for (const { conversation, wasClosed, room } of all) {
    if (conversation.status === 'closed' && !wasClosed) {
      app.metrics.closed(conversation.network, conversation.by)
      app.release(session.lease.name, chatLane(conversation))
      if (!open.has(chatOf(conversation))) forget(app, conversation)
    }
    app.waiting.saw(conversation)
    app.assigned.saw(conversation, room)
    app.presences.saw(conversation)
  }
  hurryWhatIsBeforeAgents(session)
  for (const { row } of batch) app.metrics.applied(row.kind)
}

function chatOf({ network, chat }: Conversation): string {
  return `${network}/${chat}`
}

/** Only once, when it closes: later news of it must not touch the next conversation of the same chat. */
function forget(app: App, conversation: Conversation): void {
  app.openChats.delete(chatOf(conversation))
  app.networks.get(conversation.network)?.forget?.(conversation.chat)
}

/** An agent's line overtakes the prompts of all other chats, and so must the prompts of its own chat that go before it. */
function hurryWhatIsBeforeAgents({ app, outbox, conversations }: Session): void {
  for (const { body: ordered, lane } of outbox) {
    const body = ordered as OutboxBody
    if (!isOfAgent(body)) continue
    const { network, chat } = conversations.get(body.conversation)?.conversation ?? {}
    app.haste.add(lane)
    if (network && chat) app.networks.get(network)?.hurry?.(chat)
  }
}
