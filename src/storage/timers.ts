import type { TimerKind } from '../core/conversation/effect.ts'
import type { ConversationId } from '../core/ids.ts'
import type { LeaseName } from '../ports/lease.ts'
import type { StoreTimers } from '../ports/store.ts'
import type { FiredTimer, Timer } from '../ports/timer.ts'
import { toRowText, wake } from './inbox.ts'
import { storeInput, type WokenRow } from './inbox-statements.ts'
import { prepared } from './statement.ts'
import type { StoreContext } from './store-context.ts'

interface StoredTimer {
  readonly lease: LeaseName
  readonly conversation_id: ConversationId
  readonly kind: TimerKind
  readonly subject: string
  readonly due_at: number
}

const takeDue = prepared(
  'take-due-timers',
  `SELECT lease, conversation_id, kind, subject, due_at FROM timer
WHERE lease = $1 AND due_at <= $2 ORDER BY due_at, conversation_id LIMIT $3`,
)

const takeNext = prepared('take-next-timer', 'SELECT due_at FROM timer WHERE lease = $1 ORDER BY due_at LIMIT 1')

/** A timer that was set anew meanwhile has another time and stays. */
const fire = prepared(
  'fire-timers',
  `WITH given AS (
  SELECT * FROM unnest(
    $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[]
  ) WITH ORDINALITY AS given(conversation_id, timer, about, due_at, lease, subject, key, kind, body, n)
), fired AS (
  DELETE FROM timer USING given
  WHERE (timer.conversation_id, timer.kind, timer.subject, timer.due_at)
    = (given.conversation_id, given.timer, given.about, given.due_at)
  RETURNING n
), input AS (
  SELECT n, lease, subject, key, kind, body FROM given WHERE n IN (SELECT n FROM fired)
), ${storeInput}`,
)

export function createTimers(context: StoreContext): StoreTimers {
  const { database } = context
  return {
    async dueTimers(lease, now, limit) {
      const rows = await database.rows<StoredTimer>(takeDue, [lease, new Date(now), limit])
      return rows.map(toTimer)
    },
    async nextTimer(lease) {
      const [next] = await database.rows<{ due_at: number }>(takeNext, [lease])
      return next?.due_at
    },
    fireTimers: (fired) => fireTimers(context, fired),
  }
}

async function fireTimers(context: StoreContext, fired: readonly FiredTimer[]): Promise<void> {
  if (fired.length === 0) return
  const timers = fired.map(({ timer }) => timer)
  const rows = fired.map(({ row }) => toRowText(row))
  const columns = [
    timers.map(({ conversation }) => conversation),
    timers.map(({ kind }) => kind),
    timers.map(({ subject }) => subject),
    timers.map(({ dueAt }) => new Date(dueAt)),
    rows.map(({ lease }) => lease),
    rows.map(({ subject }) => subject),
    rows.map(({ key }) => key),
    rows.map(({ kind }) => kind),
    rows.map(({ body }) => body),
  ]
  wake(context, await context.database.rows<WokenRow>(fire, [context.holder, ...columns]))
}

function toTimer({ conversation_id, due_at, ...timer }: StoredTimer): Timer {
  return { ...timer, conversation: conversation_id, dueAt: due_at }
}
