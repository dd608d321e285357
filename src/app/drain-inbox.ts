import type { InboxRow } from '../ports/inbox.ts'
import type { HeldLease } from '../ports/lease.ts'
import { isLeaseLost, isStoreUnavailable } from '../ports/store-error.ts'
import { applySubject } from './apply-subject.ts'
import type { App } from './deps.ts'
import type { WakeSource } from './drain-outbox.ts'

const subjectsAtOnce = 8
const rowsAtOnce = 256
const retryMs = 500

/**
 * Applies what comes in for one lease: subjects at the same time, rows of a subject one after another. `caughtUp` is called
 * whenever nothing is left that can be applied now, and at the end.
 */
export async function drainInbox(app: App, lease: HeldLease, wake: WakeSource, caughtUp: () => void): Promise<void> {
  const busy = new Map<string, Promise<void>>()
  while (!lease.signal.aborted) {
    const woken = wake.next()
    const retryAt = await startSubjects(app, lease, { busy, wake, caughtUp })
    await woken.until(retryAt, app.clock.now())
  }
  await Promise.allSettled(busy.values())
  caughtUp()
}

interface Draining {
  readonly busy: Map<string, Promise<void>>
  readonly wake: WakeSource
  readonly caughtUp: () => void
}

async function startSubjects(
  app: App,
  lease: HeldLease,
  { busy, wake, caughtUp }: Draining,
): Promise<number | undefined> {
  if (busy.size >= subjectsAtOnce) return undefined
  try {
    const batch = await app.store.takeInbox(lease.name, rowsAtOnce, [...busy.keys()])
    for (const [subject, rows] of bySubject(batch.rows)) {
      if (busy.size >= subjectsAtOnce) break
      const work = applySafely(app, lease, rows).finally(() => {
        busy.delete(subject)
        wake.wake()
      })
      busy.set(subject, work)
    }
    if (busy.size === 0) caughtUp()
    return batch.retryAt
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error
    return app.clock.now() + retryMs
  }
}

async function applySafely(app: App, lease: HeldLease, rows: readonly InboxRow[]): Promise<void> {
  try {
    await applySubject(app, lease, rows)
  } catch (error) {
    if (isLeaseLost(error)) return
    if (isStoreUnavailable(error)) return pause()
    app.log.error({ error }, 'applying events failed')
    await pause()
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, retryMs))
}

function bySubject(rows: readonly InboxRow[]): Map<string, InboxRow[]> {
  const subjects = new Map<string, InboxRow[]>()
  for (const row of rows) {
    const known = subjects.get(row.subject)
    if (known) known.push(row)
    else subjects.set(row.subject, [row])
  }
  return subjects
}
