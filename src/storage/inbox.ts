import type { InboxBatch, InboxRow, NewInboxRow, NewMatrixRow } from '../ports/inbox.ts'
import { matrixEventKind } from '../ports/inbox.ts'
import type { LeaseName } from '../ports/lease.ts'
import type { StoreInbox } from '../ports/store.ts'
import { GroupCommit } from './group-commit.ts'
import {
  deferRow,
  isSeenKey,
  newestRow,
  nextDeferredRow,
  parkRow,
  submitMatrixRows,
  submitRows,
  takeRows,
  type WokenRow,
} from './inbox-statements.ts'
import { oneByOne } from './one-by-one.ts'
import type { StoreContext } from './store-context.ts'
import { toStoredJson, toStoredKey, toStoredText } from './stored-text.ts'

/** A row as PostgreSQL gets it. */
export interface RowText {
  readonly lease: string
  readonly subject: string
  readonly key: string | null
  readonly kind: string
  readonly body: string
}

type MatrixText = Pick<RowText, 'key' | 'body'> & { readonly room: string }
type StoredRow = Omit<InboxRow, 'receivedAt' | 'body'> & { readonly received_at: number; readonly body: string }

const batching = { maxItems: 1000, maxBytes: 16_000_000 }

export function toRowText(row: NewInboxRow): RowText {
  const key = row.key === undefined ? null : toStoredKey(row.key)
  return { lease: row.lease, subject: row.subject, key, kind: row.kind, body: toStoredJson(row.body) }
}

/** Keeps the first row of each key: within one statement the database cannot tell which it has stored. */
export function withoutRepeats<T extends { readonly key: string | null }>(rows: readonly T[]): readonly T[] {
  const seen = new Set<string>()
  return rows.filter(({ key }) => key === null || (!seen.has(key) && seen.add(key)))
}

export function createInbox(context: StoreContext): StoreInbox & { close(): void } {
  const network = new GroupCommit(
    (rows: readonly (readonly RowText[])[]) => submitNetwork(context, rows.flat()),
    batching,
  )
  const matrix = new GroupCommit(
    (rows: readonly (readonly MatrixText[])[]) => submitMatrix(context, rows.flat()),
    batching,
  )
  return {
    submit: async (rows, patienceMs = 0) => addAll(network, rows.map(toRowText), patienceMs),
    submitMatrix: async (events, patienceMs = 0) => addAll(matrix, events.map(toMatrixText), patienceMs),
    isSeen: async (key) => (await context.database.rows(isSeenKey, [toStoredKey(key)])).length > 0,
    takeInbox: (lease, limit, busy = []) => take(context, lease, limit, busy),
    newestInbox: async (lease) => (await context.database.rows<{ id: number }>(newestRow, [lease]))[0]?.id ?? 0,
    deferInbox: async (id, notBefore, error) => {
      await context.database.rows(deferRow, [id, new Date(notBefore), toStoredText(error)])
    },
    parkInbox: async (id, error) => {
      await context.database.rows(parkRow, [id, toStoredText(error)])
    },
    close() {
      network.close()
      matrix.close()
    },
  }
}

async function addAll<T extends { readonly body: string }>(
  commits: GroupCommit<readonly T[]>,
  rows: readonly T[],
  patienceMs: number,
): Promise<void> {
  if (rows.length === 0) return
  const bytes = rows.reduce((sum, { body }) => sum + body.length, 0)
  await commits.add(rows, bytes, patienceMs)
}

function toMatrixText({ room, eventId, body }: NewMatrixRow): MatrixText {
  return { room, key: toStoredKey(`matrix/${eventId}`), body: toStoredJson(body) }
}

function submitNetwork(context: StoreContext, all: readonly RowText[]): Promise<void> {
  return oneByOne(context, withoutRepeats(all), async (rows) => {
    const columns = [
      rows.map(({ lease }) => lease),
      rows.map(({ subject }) => subject),
      rows.map(({ key }) => key),
      rows.map(({ kind }) => kind),
      rows.map(({ body }) => body),
    ]
    wake(context, await context.database.rows<WokenRow>(submitRows, [context.holder, ...columns]))
  })
}

function submitMatrix(context: StoreContext, all: readonly MatrixText[]): Promise<void> {
  return oneByOne(context, withoutRepeats(all), async (rows) => {
    const columns = [rows.map(({ room }) => room), rows.map(({ key }) => key), rows.map(({ body }) => body)]
    const values = [context.holder, ...columns, matrixEventKind]
    wake(context, await context.database.rows<WokenRow>(submitMatrixRows, values))
  })
}

/** Others were notified by the statement. */
export function wake(context: StoreContext, woken: readonly WokenRow[]): void {
  for (const { lease, own } of woken) if (own) context.wake(`inbox:${lease as LeaseName}`)
}

async function take(
  context: StoreContext,
  lease: LeaseName,
  limit: number,
  busy: readonly string[],
): Promise<InboxBatch> {
  const now = new Date(context.now())
  const rows = await context.database.rows<StoredRow>(takeRows, [lease, busy, limit, now])
  if (rows.length > 0) return { rows: rows.map(toInboxRow) }
  const [next] = await context.database.rows<{ at: number | null }>(nextDeferredRow, [lease, now])
  return next?.at ? { rows: [], retryAt: next.at } : { rows: [] }
}

function toInboxRow({ received_at, body, ...row }: StoredRow): InboxRow {
  return { ...row, body: JSON.parse(body) as unknown, receivedAt: received_at }
}
