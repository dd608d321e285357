import type { HeldLease } from '../ports/lease.ts'
import type { Lane, OutboxRow, Side } from '../ports/outbox.ts'
import { isStoreUnavailable } from '../ports/store-error.ts'
import type { StoredConversation } from '../ports/store-transaction.ts'
import { carryOut, type Trying } from './carry-out.ts'
import type { App } from './deps.ts'
import type { EffectResult } from './effects/result.ts'
import { conversationSubject, makeRow } from './inbox-body.ts'
import { createLooks, type Looks } from './looks.ts'
import { isOfAgent, laneBefore, type OutboxBody } from './outbox-body.ts'

/** Lanes worked on at the same time, and rows read at once. */
const limits: Record<Side, { lanes: number; rows: number }> = {
  matrix: { lanes: 16, rows: 64 },
  network: { lanes: 400, rows: 400 },
}
const firstRetryMs = 500
const longestRetryMs = 30_000
const heldRetryMs = 2000

/** Carries out the effects of one lease towards one side: lanes at the same time, rows of a lane one after another. */
export async function drainOutbox(app: App, lease: HeldLease, side: Side, wake: WakeSource): Promise<void> {
  const draining: Draining = { ...{ app, lease, side, wake }, busy: new Map(), looks: createLooks(), taken: new Set() }
  const { busy, looks } = draining
  let sleeping: ReturnType<WakeSource['next']> | undefined
  const stop = app.freshLanes.on(lease.name, side, {
    isEmpty: (lane) =>
      sleeping?.isQuiet() === true && looks.isAllFound() && !busy.has(lane) && laneBefore(lane) === undefined,
    take: (lane, known) => takeFresh(draining, lane, known),
  })
  while (!lease.signal.aborted) {
    sleeping = undefined
    const woken = wake.next()
    const retryAt = await startLanes(draining)
    sleeping = woken
    await woken.until(retryAt, app.clock.now())
  }
  stop()
  await Promise.allSettled(busy.values())
}

interface Draining {
  readonly app: App
  readonly lease: HeldLease
  readonly side: Side
  readonly wake: WakeSource
  readonly busy: Map<string, Promise<void>>
  readonly looks: Looks
  /** Fresh lanes that were begun since the last look began: it may find what is done by now. */
  readonly taken: Set<string>
}

/** Tells when there may be more to do. */
export interface WakeSource {
  /** Armed from now on. */
  next(): { /** Not woken since. */ isQuiet(): boolean; until(at: number | undefined, now: number): Promise<void> }
  wake(): void
}

async function startLanes({ app, lease, side, ...draining }: Draining): Promise<number | undefined> {
  const { busy, looks, taken } = draining
  looks.begin()
  taken.clear()
  if (busy.size >= limits[side].lanes) return undefined
  try {
    const batch = await app.store.takeLanes({
      lease: lease.name,
      side,
      limit: limits[side].rows,
      busy: [...busy.keys()],
    })
    const rows = batch.lanes.reduce((sum, lane) => sum + lane.rows.length, 0)
    const found = batch.lanes.filter(({ name }) => !taken.has(name))
    const lanes = lanesToBegin(found, busy)
    const free = limits[side].lanes - busy.size
    const isAll = rows < limits[side].rows && lanes.length === found.length && lanes.length <= free
    looks.found(rows, isAll, batch.retryAt, app.clock.now())
    for (const lane of lanes.slice(0, free)) beginLane({ app, lease, side, ...draining }, lane, undefined)
    return looks.retryAt()
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error
    return app.clock.now() + firstRetryMs
  }
}

/** Those that have to wait for no other lane, be that one under way or only found. */
function lanesToBegin(found: readonly Lane[], busy: ReadonlyMap<string, unknown>): readonly Lane[] {
  const names = new Set([...busy.keys(), ...found.map(({ name }) => name)])
  return found.filter(({ name }) => {
    const before = laneBefore(name)
    return before === undefined || !names.has(before)
  })
}

function takeFresh(draining: Draining, lane: Lane, known: StoredConversation | undefined): boolean {
  const { lease, side, busy, taken } = draining
  if (lease.signal.aborted || busy.has(lane.name) || busy.size >= limits[side].lanes) return false
  taken.add(lane.name)
  beginLane(draining, lane, known)
  return true
}

function beginLane(draining: Draining, lane: Lane, known: StoredConversation | undefined): void {
  const { app, busy, looks, wake } = draining
  const isLookNeeded = looks.start()
  const work = workLane(draining, lane, known).then((isDone) => {
    busy.delete(lane.name)
    app.haste.forget(lane.name)
    if (isLookNeeded(isDone)) wake.wake()
  })
  busy.set(lane.name, work)
}

/** True when all of its rows are finished. Never rejects. `known`: the conversation of the first. */
async function workLane(
  { app, lease, side }: Draining,
  lane: Lane,
  known: StoredConversation | undefined,
): Promise<boolean> {
  try {
    const lastOfAgent = lane.rows.findLastIndex(({ body }) => isOfAgent(body as OutboxBody))
    for (const [index, row] of lane.rows.entries()) {
      if (!lease.isHeld()) return false
      const hasty = index < lastOfAgent || app.haste.has(lane.name)
      if (!(await workRow(app, lease, side, { row, hasty, known: index === 0 ? known : undefined }))) return false
    }
    return true
  } catch (error) {
    if (isStoreUnavailable(error)) return false
    app.log.error({ error, lane: lane.name }, 'a lane of the outbox stopped; it is tried again')
    const [row] = lane.rows
    if (row) await defer(app, row, { reason: String(error), isUnsent: false }).catch(() => undefined)
    return false
  }
}

/** True: the row is finished and the next of its lane may go. */
async function workRow(app: App, lease: HeldLease, side: Side, trying: Trying): Promise<boolean> {
  const { row } = trying
  const result = await carryOut(app, trying)
  switch (result.kind) {
    case 'done':
      await keepRoom(app, lease, row, result)
      await app.store.finishOutbox(row, outcomeRow(lease, row, result), result.link)
      if (result.link && 'event' in result.link && result.link.isOurs) app.signs.linked(result.link)
      count(app, lease, row, result)
      return true
    case 'later':
      await defer(app, row, { ...result, isUnsent: isUnsentSoFar(row) })
      return false
    case 'held':
      await hold(app, lease, side, row, result.reason)
      return false
  }
}

/** Stops the lane until the customer is back. They may be back already, or news of their leaving is still under way: then it is tried again soon. */
async function hold(app: App, lease: HeldLease, side: Side, row: OutboxRow, reason: string): Promise<void> {
  await app.store.deferOutbox(row.id, app.clock.now() + heldRetryMs, reason, isUnsentSoFar(row))
  if (!(await isAway(app, row))) return
  await app.store.holdLane(lease.name, side, row.lane, reason)
  if (!(await isAway(app, row))) await app.store.releaseLane(lease.name, side, row.lane)
}

async function isAway(app: App, row: OutboxRow): Promise<boolean> {
  const stored = row.conversation === undefined ? undefined : await app.store.conversation(row.conversation)
  return stored?.conversation.reach === 'away'
}

const relaying: ReadonlySet<string> = new Set(['send-to-chat', 'post-as-customer'])

function count(app: App, lease: HeldLease, row: OutboxRow, result: Extract<EffectResult, { kind: 'done' }>): void {
  const network = lease.name.replace(/^network:/, '')
  const direction = row.side === 'network' ? 'to-network' : 'to-matrix'
  if (relaying.has(row.kind)) app.metrics.relayed(direction, network, app.clock.now() - row.createdAt)
  if (result.outcome?.type === 'delivery-failed') app.metrics.deliveryFailed(direction, network, result.outcome.certain)
}

/** The room is known before the next row of its lane goes. */
async function keepRoom(
  app: App,
  lease: HeldLease,
  row: OutboxRow,
  result: Extract<EffectResult, { kind: 'done' }>,
): Promise<void> {
  const { room } = result
  const { conversation } = row
  if (room === undefined || conversation === undefined) return
  await app.store.transaction(lease, async (tx) => tx.setRoom(conversation, room))
}

/** That this attempt sent nothing says nothing about one of an earlier process, which may have. */
function isUnsentSoFar({ startedAt }: OutboxRow): boolean {
  return startedAt === undefined
}

interface Deferral {
  readonly reason: string
  readonly afterMs?: number
  readonly isUnsent: boolean
}

async function defer(app: App, row: OutboxRow, { reason, afterMs, isUnsent }: Deferral): Promise<void> {
  const waitMs = Math.min(longestRetryMs, Math.max(afterMs ?? 0, firstRetryMs * 2 ** Math.min(row.attempts, 8)))
  app.log.debug({ lane: row.lane, key: row.key, attempts: row.attempts, waitMs }, `an effect waits: ${reason}`)
  await app.store.deferOutbox(row.id, app.clock.now() + waitMs, reason, isUnsent)
}

function outcomeRow(lease: HeldLease, row: OutboxRow, result: Extract<EffectResult, { kind: 'done' }>) {
  const body = row.body as OutboxBody
  if (body.of !== 'conversation' || !result.outcome) return undefined
  const subject = conversationSubject(body.conversation)
  return makeRow(
    lease.name,
    subject,
    { kind: 'outcome', conversation: body.conversation, event: result.outcome },
    `outcome:${row.key}`,
  )
}
