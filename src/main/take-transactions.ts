import type { App } from '../app/deps.ts'
import { createDoubt } from '../app/doubt.ts'
import { lookIntoRooms, recentIn, roomsOf, timesOf } from '../app/left-behind.ts'
import { receiveTransaction } from '../app/receive-transaction.ts'
import type { Transaction } from '../http/read-transaction.ts'
import type { Services } from './open-services.ts'

/** By then the homeserver has caught up, mostly. What it left behind may be the last that was said in a room. */
const looksAfterMs = [3000, 15_000]
/** A homeserver waits for our answer to a transaction: a look must not take long. */
const patienceMs = 2000

/** Takes in the transactions of the homeserver, and what it left behind (see `Doubt`). */
export interface Transactions {
  /** Resolves once all is committed. */
  take(transaction: Transaction): Promise<void>
}

export function createTransactions(app: App, { metrics }: Pick<Services, 'metrics'>, stop: AbortSignal): Transactions {
  const doubt = createDoubt()
  const now = (): number => app.clock.now()
  const begin = (): void => {
    doubt.begin(now())
    for (const ms of looksAfterMs) void lookLater(ms)
  }
  const lookLater = async (ms: number): Promise<void> => {
    await pause(ms)
    const since = stop.aborted ? undefined : doubt.since(now())
    if (since === undefined) return
    await lookIntoRooms(app, since, stop).catch((error: unknown) => {
      app.log.warn({ error }, 'the rooms could not be looked into for what the homeserver left behind')
    })
  }
  /** In the order of their rooms, so that what was left behind comes before what followed it (I5). */
  const leftBehind = async (events: readonly unknown[]): Promise<readonly unknown[]> => {
    const since = doubt.since(now())
    if (since === undefined) return []
    const looks = Promise.all(roomsOf(events).map((room) => recentIn(app, room, since)))
    return (await Promise.race([looks, pause(patienceMs, [])])).flat()
  }
  begin()

  return {
    async take({ txnId, events }) {
      const startedAt = performance.now()
      doubt.saw(txnId, timesOf(events), now())
      try {
        await receiveTransaction(app, [...(await leftBehind(events)), ...events])
      } catch (error) {
        begin()
        throw error
      }
      metrics.received('matrix', events.length)
      metrics.transaction(events.length, (performance.now() - startedAt) / 1000)
    },
  }
}

function pause<T>(ms: number, value?: T): Promise<T> {
  return new Promise((resolve) => void setTimeout(() => resolve(value as T), ms).unref())
}
