import type { InboxRow } from '../ports/inbox.ts'
import type { HeldLease } from '../ports/lease.ts'
import { isLeaseLost, isStoreUnavailable } from '../ports/store-error.ts'
import { applySubject } from './apply-subject.ts'
import type { App } from './deps.ts'
import type { WakeSource } from './drain-outbox.ts'
import { createLooks, type Looks } from './looks.ts'

const subjectsAtOnce = 8
const rowsAtOnce = 256
const retryMs = 500

/**
 * Applies what comes in for one lease: subjects at the same time, rows of a subject one after another. `caughtUp` is called
 * whenever nothing is left that can be applied now, and at the end.
 */
export async function drainInbox(app: App, lease: HeldLease, wake: WakeSource, caughtUp: () => void): Promise<void> {
  const busy = new Map<string, Promise<void>>()
  const looks = createLooks()
  while (!lease.signal.aborted) {
    const woken = wake.next()
    const retryAt = await startSubjects(app, lease, { busy, wake, looks, caughtUp })
    await woken.until(retryAt, app.clock.now())
  }
  await Promise.allSettled(busy.values())
  caughtUp()
}

interface Draining {
  readonly busy: Map<string, Promise<void>>
  readonly wake: WakeSource
  readonly looks: Looks
  readonly caughtUp: () => void
}

async function startSubjects(
  app: App,
  lease: HeldLease,
  { busy, wake, looks, caughtUp }: Draining,
): Promise<number | undefined> {
  if (busy.size >= subjectsAtOnce) return undefined
  looks.begin()
  try {
    const batch = await app.store.takeInbox(lease.name, rowsAtOnce, [...busy.keys()])
    const subjects = [...bySubject(batch.rows)]
    const free = subjectsAtOnce - busy.size
    const isAll = batch.rows.length < rowsAtOnce && subjects.length <= free
    looks.found(batch.rows.length, isAll, batch.retryAt, app.clock.now())
    for (const [subject, rows] of subjects.slice(0, free)) {
      const isLookNeeded = looks.start()
      const work = applySafely(app, lease, rows).then((isDone) => {
        busy.delete(subject)
        if (isLookNeeded(isDone)) wake.wake()
      })
      busy.set(subject, work)
    }
    if (busy.size === 0) caughtUp()
    return looks.retryAt()
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error
    return app.clock.now() + retryMs
  }
}

/** True when all of them are out of the way. Never rejects. */
async function applySafely(app: App, lease: HeldLease, rows: readonly InboxRow[]): Promise<boolean> {
  try {
    return await applySubject(app, lease, rows)
  } catch (error) {
    if (isLeaseLost(error)) return false
    if (!isStoreUnavailable(error)) app.log.error({ error }, 'applying events failed')
    await pause()
    return false
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
