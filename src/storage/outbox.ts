import type { ConversationId, EffectKey } from '../core/ids.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { LeaseName } from '../ports/lease.ts'
import type { MessageLink, OwnLine } from '../ports/message-link.ts'
import type { Lane, LaneBatch, LaneRequest, NewOutboxRow, OutboxRow, Side } from '../ports/outbox.ts'
import type { StoreOutbox } from '../ports/store.ts'
import { GroupCommit } from './group-commit.ts'
import { type RowText, toRowText, wake } from './inbox.ts'
import type { WokenRow } from './inbox-statements.ts'
import { isLinkStorable, toLinkValues } from './message-links.ts'
import { oneByOne } from './one-by-one.ts'
import {
  addEffects,
  deferEffect,
  dropWaiting,
  finishEffects,
  holdLane,
  nextDeferredLane,
  releaseLane,
  startEffects,
  takeEffects,
} from './outbox-statements.ts'
import type { StoreContext } from './store-context.ts'
import { toStoredJson, toStoredText } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

interface StoredEffect {
  readonly id: number
  readonly key: EffectKey
  readonly lease: LeaseName
  readonly side: Side
  readonly lane: string
  readonly priority: number
  readonly conversation_id: ConversationId | null
  readonly kind: string
  readonly body: string
  readonly created_at: number
  readonly attempts: number
  readonly started_at: number | null
}

interface Added {
  readonly id: number
  readonly key: EffectKey
  readonly created_at: number
  readonly stopped: boolean
}

interface Finished {
  readonly id: number
  readonly outcome: RowText | undefined
  readonly link: MessageLink | OwnLine | undefined
}

const batching = { maxItems: 1000, maxBytes: 16_000_000 }
const lastPriority = 32_767

export function createOutbox(context: StoreContext): StoreOutbox & { close(): void } {
  const { database } = context
  const starts = new GroupCommit(
    async (ids: readonly number[]) => void (await database.rows(startEffects, [ids])),
    batching,
  )
  const finishing = (side: Side) =>
    new GroupCommit((rows: readonly Finished[]) => finish(context, side, rows), batching)
  const finishes: Record<Side, GroupCommit<Finished>> = { matrix: finishing('matrix'), network: finishing('network') }
  return {
    takeLanes: (request) => takeLanes(context, request),
    startOutbox: (id) => starts.add(id, 0, 0),
    finishOutbox: async ({ id, side }, outcome, link) => finishes[side].add(...toFinished(id, outcome, link), 0),
    deferOutbox: async (id, notBefore, error, unsent = false) => {
      await database.rows(deferEffect, [id, new Date(notBefore), toStoredText(error), unsent])
    },
    holdLane: async (lease, side, lane, reason) => {
      await database.rows(holdLane, [lease, side, lane, toStoredText(reason)])
    },
    releaseLane: async (lease, side, lane) => {
      const released = await database.rows(releaseLane, [lease, side, lane])
      if (released.length > 0) context.wake(`outbox:${side}:${lease}`)
    },
    close() {
      starts.close()
      for (const one of Object.values(finishes)) one.close()
    },
  }
}

function toFinished(
  id: number,
  outcome: NewInboxRow | undefined,
  link: MessageLink | OwnLine | undefined,
): [Finished, number] {
  const row = outcome && toRowText(outcome)
  const kept = link && isLinkStorable(link) ? link : undefined
  return [{ id, outcome: row, link: kept }, row?.body.length ?? 0]
}

function finish(context: StoreContext, side: Side, all: readonly Finished[]): Promise<void> {
  const first = new Map(all.map((finished) => [finished.id, finished]))
  const store = async (rows: readonly Finished[]) => {
    const outcomes = rows.map(({ outcome }) => outcome)
    const columns = [
      outcomes.map((outcome) => outcome?.lease ?? null),
      outcomes.map((outcome) => outcome?.subject ?? null),
      outcomes.map((outcome) => outcome?.key ?? null),
      outcomes.map((outcome) => outcome?.kind ?? null),
      outcomes.map((outcome) => outcome?.body ?? null),
    ]
    const ids = rows.map(({ id }) => id)
    const links = linkColumns(rows)
    const values = [context.holder, ids, ...columns, ...links]
    const { plain, linking } = finishEffects[side]
    const statement = links.length > 0 ? linking : plain
    wake(context, await context.database.rows<WokenRow>(statement, values))
  }
  // An outcome in quarantine must not leave the effect to be carried out again.
  return oneByOne(context, [...first.values()], store, ({ id }) => store([{ id, outcome: undefined, link: undefined }]))
}

/** Empty where nothing is linked. */
function linkColumns(rows: readonly Finished[]): readonly (readonly unknown[])[] {
  const linked = rows.flatMap(({ id, link }) => (link ? [[id, ...toLinkValues(link)]] : []))
  const [first = []] = linked
  return first.map((_, column) => linked.map((values) => values[column]))
}

async function takeLanes(context: StoreContext, { lease, side, limit, busy, upTo }: LaneRequest): Promise<LaneBatch> {
  const now = new Date(context.now())
  const values = [lease, side, upTo ?? lastPriority, busy, now, limit]
  const rows = await context.database.rows<StoredEffect>(takeEffects, values)
  if (rows.length > 0) return { lanes: byLane(rows.map(toOutboxRow)) }
  const [next] = await context.database.rows<{ at: number | null }>(nextDeferredLane, [lease, side, now])
  return next?.at ? { lanes: [], retryAt: next.at } : { lanes: [] }
}

function byLane(rows: readonly OutboxRow[]): readonly Lane[] {
  const lanes = Map.groupBy(rows, ({ lane }) => lane)
  return [...lanes].map(([name, rows]) => ({ name, rows }))
}

function toOutboxRow({ conversation_id, body, created_at, started_at, ...row }: StoredEffect): OutboxRow {
  return {
    ...row,
    body: JSON.parse(body) as unknown,
    createdAt: created_at,
    ...(conversation_id === null ? {} : { conversation: conversation_id }),
    ...(started_at === null ? {} : { startedAt: started_at }),
  }
}

/** Sends the rows as part of a transaction and arranges for their owners to be woken by its commit. */
export function addOutbox(
  tx: Transaction,
  rows: readonly NewOutboxRow[],
  stored?: (rows: readonly OutboxRow[]) => void,
): void {
  if (rows.length === 0) return
  const bodies = rows.map(({ body }) => toStoredJson(body))
  const tell = (added: readonly Added[]) => stored?.(freshRows(rows, bodies, added))
  for (const { lease, side, lane, replaces } of rows) if (replaces) tx.send(dropWaiting, [lease, side, lane])
  const values = [
    rows.map(({ key }) => key),
    rows.map(({ lease }) => lease),
    rows.map(({ side }) => side),
    rows.map(({ lane }) => lane),
    rows.map(({ priority }) => priority),
    rows.map(({ conversation }) => conversation ?? null),
    rows.map(({ kind }) => kind),
    bodies,
  ]
  tx.send(addEffects, values, tell)
  for (const { lease, side } of rows) {
    if (lease !== tx.fence?.name) tx.notifies.add(`outbox:${side}:${lease}`)
    else if (!stored) tx.wakes.set(`outbox:${side}:${lease}`, undefined)
  }
}

/** As one that reads them from the database gets them. */
function freshRows(
  rows: readonly NewOutboxRow[],
  bodies: readonly string[],
  added: readonly Added[],
): readonly OutboxRow[] {
  const byKey = new Map(added.map((one) => [one.key, one]))
  return rows.flatMap((row, n) => {
    const one = byKey.get(row.key)
    byKey.delete(row.key)
    if (!one || one.stopped) return []
    return [
      { ...row, id: one.id, createdAt: one.created_at, attempts: 0, body: JSON.parse(bodies[n] ?? '') as unknown },
    ]
  })
}
