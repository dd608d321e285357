import type { ContactState, Network } from '../ports/network.ts'
import { isStoreUnavailable } from '../ports/store-error.ts'
import { createAlarm } from './alarm.ts'
import { contactState } from './contact-state.ts'
import type { App } from './deps.ts'
import { readLines } from './lines.ts'

/** Changes that come together are published as one. */
const togetherMs = 500
const afterFailureMs = 5000

/** Shows on each network how its contacts stand, so that people see it before they write (F1, F2). */
export interface StatePublisher {
  /** The rules changed; it hears by itself of agents and of those who wait. */
  changed(): void
  stop(): void
}

/** On change only (F9); each contact of each network at most once in `stateIntervalMs`, and then as it stands by then. */
export function createStatePublisher(app: App): StatePublisher {
  const shown = new Map<string, Shown>()
  let looking = false
  const alarm = createAlarm({ clock: app.clock, ring: () => void look() })
  const lookIn = (ms: number): void => alarm.at(app.clock.now() + ms)
  const changed = (): void => lookIn(togetherMs)

  async function look(): Promise<void> {
    if (looking) return changed()
    looking = true
    try {
      await app.agents.refresh()
      const nextAt = await publish(app, shown)
      if (nextAt !== undefined) alarm.at(nextAt)
    } catch (error) {
      if (!isStoreUnavailable(error)) app.log.error({ error }, 'how the contacts stand could not be published')
      lookIn(afterFailureMs)
    } finally {
      looking = false
    }
  }

  const stops = (['agents', 'waiting'] as const).map((topic) => app.wakeUps.on(topic, changed))
  return {
    changed,
    stop: () => {
      for (const stop of stops) stop()
      alarm.stop()
    },
  }
}

/** What a contact showed last, and when. */
interface Shown {
  readonly text: string
  readonly at: number
}

/** Resolves with the time at which what may not be shown yet may be shown. */
async function publish(app: App, shown: Map<string, Shown>): Promise<number | undefined> {
  const lines = await readLines(app.store)
  let nextAt: number | undefined
  for (const network of app.networks.values()) {
    if (!network.publishState) continue
    for (const contact of app.settings.contacts.get(network.id) ?? []) {
      const state = await contactState(app, contact, network, lines)
      const laterAt = publishOne(app, network, state, shown)
      if (laterAt !== undefined) nextAt = Math.min(nextAt ?? laterAt, laterAt)
    }
  }
  return nextAt
}

function publishOne(app: App, network: Network, state: ContactState, shown: Map<string, Shown>): number | undefined {
  const key = `${network.id}/${state.contact}`
  const text = JSON.stringify([state.standing, state.texts, state.filesElsewhere])
  const before = shown.get(key)
  if (before?.text === text) return undefined
  const now = app.clock.now()
  if (before && before.at + app.settings.stateIntervalMs > now) return before.at + app.settings.stateIntervalMs
  shown.set(key, { text, at: now })
  network.publishState?.(state)
  return undefined
}
