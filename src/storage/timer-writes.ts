import type { StoreTransaction } from '../ports/store-transaction.ts'
import { prepared } from './statement.ts'
import type { Transaction } from './transaction.ts'

const set = prepared(
  'set-timer',
  `INSERT INTO timer (conversation_id, kind, subject, lease, due_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (conversation_id, kind, subject) DO UPDATE SET lease = excluded.lease, due_at = excluded.due_at`,
)

const clear = prepared(
  'clear-timer',
  'DELETE FROM timer WHERE conversation_id = $1 AND kind = $2 AND subject = coalesce($3, subject)',
)

const clearAll = prepared('clear-timers', 'DELETE FROM timer WHERE conversation_id = $1')

export function timerWrites(tx: Transaction): Pick<StoreTransaction, 'setTimer' | 'clearTimer' | 'clearTimers'> {
  return {
    setTimer({ lease, conversation, kind, subject, dueAt }) {
      tx.send(set, [conversation, kind, subject, lease, new Date(dueAt)])
      if (lease !== tx.fence?.name) tx.notifies.add(`timers:${lease}`)
      else tx.wakes.set(`timers:${lease}`, Math.min(dueAt, tx.wakes.get(`timers:${lease}`) ?? dueAt))
    },
    clearTimer(conversation, kind, subject) {
      tx.send(clear, [conversation, kind, subject ?? null])
    },
    clearTimers(conversation) {
      tx.send(clearAll, [conversation])
    },
  }
}
