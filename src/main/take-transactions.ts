import { createAgentPresence } from '../app/agent-presence.ts'
import type { App } from '../app/deps.ts'
import { createDoubt } from '../app/doubt.ts'
import { lookIntoRooms, recentIn, roomsOf, timesOf } from '../app/left-behind.ts'
import { fromOthers, receiveTransaction } from '../app/receive-transaction.ts'
import type { Transaction } from '../http/read-transaction.ts'
import type { Services } from './open-services.ts'

/** So long after the last sign of it the homeserver has caught up. What it left behind may be the last that was said in a room. */
const caughtUpMs = 3000
/** What comes so soon after our start may be what the homeserver owed us. */
const earlyMs = 10_000
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
  const startedAt = now()
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    const since = stop.aborted ? undefined : doubt.sinceBegin(now())
    if (since === undefined) return
    await lookIntoRooms(app, since, stop).catch((error: unknown) => {
      app.log.warn({ error }, 'the rooms could not be looked into for what the homeserver left behind')
    })
  }
  const lookWhenCaughtUp = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void look(), caughtUpMs).unref()
  }
  /** In the order of their rooms, so that what was left behind comes before what followed it (I5). */
  const leftBehind = async (events: readonly unknown[]): Promise<readonly unknown[]> => {
    const since = doubt.since(now())
    if (since === undefined) return []
    const looks = Promise.all(roomsOf(events).map((room) => recentIn(app, room, since)))
    return (await Promise.race([looks, pause(patienceMs, [])])).flat()
  }
  const presence = createAgentPresence(app)
  doubt.begin(startedAt)

  return {
    async take({ txnId, events, ephemeral }) {
      // Worth nothing later, and nobody waits for it.
      app.signs.fromMatrix(ephemeral)
      const begunAt = performance.now()
      // Echoes say nothing: what customers wrote carries the time at which they wrote it, and nobody waits for them.
      const others = fromOthers(app, events)
      const isLate = doubt.saw(txnId, timesOf(others), now())
      if (isLate || (others.length > 0 && now() - startedAt < earlyMs)) lookWhenCaughtUp()
      try {
        await receiveTransaction(app, [...(await leftBehind(others)), ...others])
      } catch (error) {
        doubt.begin(now())
        lookWhenCaughtUp()
        throw error
      }
      void presence.take(ephemeral)
      metrics.received('matrix', events.length)
      metrics.transaction(events.length, (performance.now() - begunAt) / 1000)
    },
  }
}

function pause<T>(ms: number, value?: T): Promise<T> {
  return new Promise((resolve) => void setTimeout(() => resolve(value as T), ms).unref())
}
