import type { Log } from '../ports/log.ts'
import { type Ghost, type Matrix, MatrixError, type UserPresence } from '../ports/matrix.ts'

/** Homeservers let the presence of those lapse who do not come again (Synapse after 30 s). */
const againMs = 20_000
/** Of more people at once, presence is shown as it changes, and lapses. */
const mostKeptUp = 100

/** What a ghost is to show; undefined: nothing. */
export type Showing = (key: string) => { ghost: Ghost; presence: UserPresence; text: string } | undefined

/** Shows the presence of ghosts one after another, of each the latest, and keeps it up. Silent where the homeserver has none. */
export interface PresenceShow {
  /** Something changed about this one. */
  changed(key: string): void
}

interface Parts {
  readonly matrix: Pick<Matrix, 'showPresence'>
  readonly log: Log
  readonly showing: Showing
  /** All that may be kept up, the latest last. */
  readonly keys: () => readonly string[]
}

export function createPresenceShow({ matrix, log, showing, keys }: Parts): PresenceShow {
  const due = new Set<string>()
  let isShowing = false
  let isOff = false
  let isKeptUp = false

  async function showOne(key: string): Promise<void> {
    const shown = isOff ? undefined : showing(key)
    if (!shown) return
    try {
      await matrix.showPresence(shown.ghost, shown.presence, shown.text)
    } catch (error) {
      isOff = error instanceof MatrixError && error.failure.kind === 'refused'
      if (isOff) log.info({ error }, 'the homeserver takes no presence: agents do not see that of customers')
      else log.debug({ error }, 'the presence of a customer could not be shown')
    }
  }
  async function showDue(): Promise<void> {
    isShowing = true
    for (const key of due) {
      due.delete(key)
      await showOne(key)
    }
    isShowing = false
    if (isOff || isKeptUp) return
    isKeptUp = true
    setTimeout(keepUp, againMs).unref()
  }
  const changed = (key: string): void => {
    if (isOff || !showing(key)) return
    due.add(key)
    if (!isShowing) void showDue()
  }
  const keepUp = (): void => {
    isKeptUp = false
    const kept = keys().filter((key) => showing(key)?.presence !== 'offline')
    for (const key of kept.slice(-mostKeptUp)) changed(key)
  }
  return { changed }
}
