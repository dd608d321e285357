import type { QueueName } from '../core/ids.ts'
import { usualWait } from '../core/presence/usual-wait.ts'
import type { StoreQueries } from '../ports/store-queries.ts'

const waitsAsked = 20

/** The people before those who come now, in all processes, as of one moment. */
export interface Lines {
  waitingIn(queues: readonly QueueName[]): number
  /** How long people have waited in these queues lately, in ms; undefined without a basis. */
  usualWaitIn(queues: readonly QueueName[]): Promise<number | undefined>
}

export async function readLines(store: Pick<StoreQueries, 'waitingCounts' | 'recentWaits'>): Promise<Lines> {
  const counts = new Map((await store.waitingCounts()).map(({ queue, count }) => [queue, count]))
  const waits = new Map<QueueName, Promise<readonly number[]>>()
  const waitsOf = (queue: QueueName): Promise<readonly number[]> => {
    const asked = waits.get(queue) ?? store.recentWaits(queue, waitsAsked)
    waits.set(queue, asked)
    return asked
  }
  return {
    waitingIn: (queues) => queues.reduce((sum, queue) => sum + (counts.get(queue) ?? 0), 0),
    usualWaitIn: async (queues) => usualWait((await Promise.all(queues.map(waitsOf))).flat()),
  }
}
