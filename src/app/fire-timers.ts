import type { OfferId } from '../core/ids.ts'
import type { HeldLease } from '../ports/lease.ts'
import { isStoreUnavailable } from '../ports/store-error.ts'
import type { Timer } from '../ports/timer.ts'
import type { App } from './deps.ts'
import type { WakeSource } from './drain-outbox.ts'
import { makeRow } from './inbox-body.ts'

const batch = 200
const retryMs = 500

/** Turns the timers of one lease into inbox rows when they come due: one wait for the earliest, no polling. */
export async function fireTimers(app: App, lease: HeldLease, wake: WakeSource): Promise<void> {
  while (!lease.signal.aborted) {
    const woken = wake.next()
    const next = await fireDue(app, lease)
    await woken.until(next, app.clock.now())
  }
}

async function fireDue(app: App, lease: HeldLease): Promise<number | undefined> {
  try {
    const due = await app.store.dueTimers(lease.name, app.clock.now(), batch)
    if (due.length > 0)
      await app.store.fireTimers(await Promise.all(due.map(async (timer) => ({ timer, row: await rowOf(app, timer) }))))
    return due.length === batch ? app.clock.now() : await app.store.nextTimer(lease.name)
  } catch (error) {
    if (!isStoreUnavailable(error)) throw error
    return app.clock.now() + retryMs
  }
}

async function rowOf(app: App, timer: Timer) {
  const { conversation, kind, subject, dueAt, lease } = timer
  const offer = subject === '' ? {} : { offer: subject as OfferId }
  return makeRow(
    lease,
    await app.subjectOf(conversation),
    { kind: 'timer', conversation, timer: kind, dueAt, ...offer },
    `timer:${conversation}:${kind}:${subject}:${dueAt}`,
  )
}
