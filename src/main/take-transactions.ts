import type { App } from '../app/deps.ts'
import { receiveTransaction } from '../app/receive-transaction.ts'
import { createTransactionNumbers } from '../app/transaction-numbers.ts'
import type { Transaction } from '../http/read-transaction.ts'
import type { Services } from './open-services.ts'

/** When the homeserver has taken in our refusal, a ping ends its waiting. It may need a moment for it. */
const pingAfterMs = [20, 150, 500, 1500]
const versionAgainMs = 5000
/** By then the homeserver has caught up with what happened before our start. */
const nudgeAfterMs = [1500, 6000]

/** Takes in the transactions of the homeserver; see `TransactionNumbers` for those that are asked for again. */
export interface Transactions {
  /** Resolves once all is committed. `again`: nothing was, the homeserver is to send it once more. */
  take(transaction: Transaction): Promise<'taken' | 'again'>
}

export function createTransactions(app: App, { metrics }: Pick<Services, 'metrics'>, stop: AbortSignal): Transactions {
  const numbers = createTransactionNumbers()
  let sendsInOrder = false
  const know = async (): Promise<void> => {
    while (!stop.aborted) {
      const answer = await app.matrix.sendsOldestFirst().catch(() => undefined)
      sendsInOrder = answer ?? false
      if (answer !== undefined) return
      await pause(versionAgainMs)
    }
  }
  const nudge = async (): Promise<void> => {
    for (const ms of nudgeAfterMs) {
      await pause(ms)
      const room = app.adminRoom()
      if (room && sendsInOrder && !stop.aborted) await app.matrix.nudge(room).catch(() => undefined)
    }
  }
  void know().then(nudge)

  return {
    async take({ txnId, events }) {
      if (sendsInOrder && numbers.judge(txnId, app.clock.now()) === 'again') {
        app.log.debug(
          { txnId },
          'transactions before this one are not known: the homeserver is asked for the oldest first',
        )
        void callBack(app, () => numbers.awaited() === txnId)
        return 'again'
      }
      const startedAt = performance.now()
      try {
        await receiveTransaction(app, events)
      } catch (error) {
        numbers.failed()
        throw error
      }
      metrics.received('matrix', events.length)
      metrics.transaction(events.length, (performance.now() - startedAt) / 1000)
      return 'taken'
    },
  }
}

/** Pings until the homeserver has come back. If it does not, it will by itself after some seconds. */
async function callBack(app: App, isAwaited: () => boolean): Promise<void> {
  for (const ms of pingAfterMs) {
    await pause(ms)
    if (!isAwaited()) return
    await app.matrix.ping().catch(() => undefined)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref())
}
