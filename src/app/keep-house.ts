import type { HeldLease } from '../ports/lease.ts'
import { isStoreUnavailable } from '../ports/store-error.ts'
import type { App } from './deps.ts'

const everyMs = 3_600_000
/** By these repeats are recognised; homeservers retry for some days at most. */
const keysMs = 7 * 86_400_000

/** Deletes what is older than the configured days, once an hour, in the one process that holds the bot's lease. */
export async function keepHouse(app: App, lease: HeldLease): Promise<void> {
  while (!lease.signal.aborted) {
    await tidy(app)
    await untilNext(lease.signal)
  }
}

async function tidy(app: App): Promise<void> {
  const { transcriptMs } = app.settings
  try {
    const kept = transcriptMs > 0 ? { closedMs: transcriptMs, auditMs: transcriptMs, quarantineMs: transcriptMs } : {}
    const deleted = await app.store.applyRetention({ keysMs, ...kept })
    if (deleted > 0) app.log.info({ deleted }, 'old rows were deleted')
  } catch (error) {
    if (!isStoreUnavailable(error)) app.log.error({ error }, 'deleting old rows failed')
  }
}

function untilNext(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, everyMs)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
