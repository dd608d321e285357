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
 * once what had come in before is applied or put off, whatever comes in meanwhile, and at the end.
 */
export async function drainInbox(app: App, lease: HeldLease, wake: WakeSource, caughtUp: () => void): Promise<void> {
  const busy = new Map<string, Applying>()
  const draining: Draining = { busy, wake, looks: createLooks(), backlog: { mayHide: false }, caughtUp }
  while (!lease.signal.aborted) {
    const woken = wake.next()
    const retryAt = await startSubjects(app, lease, draining)
    await woken.until(retryAt, app.clock.now())
  }
  await Promise.allSettled([...busy.values()].map(({ work }) => work))
  caughtUp()
}

/** Oldest first. */
type SubjectRows = readonly [InboxRow, ...InboxRow[]]

/** Rows of one subject under way. */
interface Applying {
  readonly work: Promise<void>
  readonly oldest: number
}

interface Draining {
  readonly busy: Map<string, Applying>
  readonly wake: WakeSource
  readonly looks: Looks
  /**
   * `newest`: the last row that had come in before the first look, once it is known. `mayHide`: a subject of it ended that
   * may have more, and no look has begun since.
   */
  readonly backlog: { newest?: number; mayHide: boolean }
  readonly caughtUp: () => void
}

async function startSubjects(app: App, lease: HeldLease, draining: Draining): Promise<number | undefined> {
  const { busy, looks, backlog } = draining
  looks.begin()
  if (busy.size >= subjectsAtOnce) return undefined
  backlog.mayHide = false
  try {
    backlog.newest ??= await app.store.newestInbox(lease.name)
    const batch = await app.store.takeInbox(lease.name, rowsAtOnce, [...busy.keys()])
    const subjects = bySubject(batch.rows)
    const free = subjectsAtOnce - busy.size
    const isAll = batch.rows.length < rowsAtOnce && subjects.length <= free
    looks.found(batch.rows.length, isAll, batch.retryAt, app.clock.now())
    for (const rows of subjects.slice(0, free)) startSubject(app, lease, draining, rows)
    tellIfCaughtUp(draining, subjects.slice(free))
    return looks.retryAt()
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error
    return app.clock.now() + retryMs
  }
}

function startSubject(app: App, lease: HeldLease, draining: Draining, rows: SubjectRows): void {
  const { busy, looks, wake, backlog } = draining
  const [{ subject, id }] = rows
  const isLookNeeded = looks.start()
  const work = applySafely(app, lease, rows).then((isDone) => {
    busy.delete(subject)
    if (!isLookNeeded(isDone)) tellIfCaughtUp(draining, [])
    else {
      backlog.mayHide ||= id <= newestOf(backlog)
      wake.wake()
    }
  })
  busy.set(subject, { work, oldest: id })
}

/** `waiting`: found, and not yet under way. */
function tellIfCaughtUp({ busy, backlog, caughtUp }: Draining, waiting: readonly SubjectRows[]): void {
  if (backlog.mayHide) return
  const newest = newestOf(backlog)
  const oldest = [...[...busy.values()].map((applying) => applying.oldest), ...waiting.map(([{ id }]) => id)]
  if (oldest.every((id) => id > newest)) caughtUp()
}

function newestOf({ newest = Number.POSITIVE_INFINITY }: Draining['backlog']): number {
  return newest
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

function bySubject(rows: readonly InboxRow[]): readonly SubjectRows[] {
  const subjects = new Map<string, [InboxRow, ...InboxRow[]]>()
  for (const row of rows) {
    const known = subjects.get(row.subject)
    if (known) known.push(row)
    else subjects.set(row.subject, [row])
  }
  return [...subjects.values()]
}
