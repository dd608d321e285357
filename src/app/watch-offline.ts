import type { Agent } from '../core/routing/agent.ts'
import { offlineDueAt } from '../core/routing/agent-availability.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { HeldLease } from '../ports/lease.ts'
import { agentRow, presenceRow } from './agent-presence.ts'
import { createAlarm } from './alarm.ts'
import type { App } from './deps.ts'

/** What was saved of an agent is in our view by then. */
const settleMs = 1000
const afterFailureMs = 30_000

/**
 * Comes back to ready agents once Matrix has shown them offline for the limit; since when stands with the agent, so that
 * it outlives us. Nothing is looked at in between. Resolves when the lease is lost.
 */
export async function watchOffline(app: App, lease: HeldLease): Promise<void> {
  const limitMs = app.settings.presenceAwayMs
  if (limitMs === 0 || lease.signal.aborted) return
  let isCaughtUp = false
  let work = Promise.resolve()
  const round = async (): Promise<number> => {
    if (!isCaughtUp) await catchUp(app, lease)
    isCaughtUp = true
    return look(app, lease, limitMs)
  }
  const ring = (): void => {
    work = work.then(async () => alarm.at(await safely(app, round)))
  }
  const alarm = createAlarm({ clock: app.clock, ring })
  const stop = app.wakeUps.on('agents', () => alarm.at(app.clock.now() + settleMs))
  alarm.at(app.clock.now())
  await new Promise((resolve) => lease.signal.addEventListener('abort', resolve, { once: true }))
  stop()
  alarm.stop()
  await work
}

const never = Number.POSITIVE_INFINITY

/** Presence is not repeated: who came back while we were away is asked for. */
async function catchUp(app: App, { signal }: HeldLease): Promise<void> {
  await app.agents.refresh()
  for (const { id, availability, offlineSince } of [...app.agents.index.agents.values()]) {
    if (offlineSince === undefined && availability.by !== 'presence') continue
    if (signal.aborted) return
    const presence = await app.matrix.presenceOf(id)
    if (presence === 'online' || presence === 'unavailable') await app.store.submit([presenceRow(app, id, presence)])
  }
}

/** Those who are due; resolves with the time at which the next one will be. */
async function look(app: App, { signal }: HeldLease, limitMs: number): Promise<number> {
  let nextAt = never
  for (const agent of [...app.agents.index.agents.values()]) {
    const dueAt = offlineDueAt(agent, limitMs)
    if (dueAt === undefined || signal.aborted) continue
    if (dueAt > app.clock.now()) nextAt = Math.min(nextAt, dueAt)
    else await app.store.submit([await factOf(app, agent, limitMs)])
  }
  return nextAt
}

/** The homeserver has the last word: what it told may have been lost on the way to us. */
async function factOf(app: App, { id, offlineSince }: Agent, limitMs: number): Promise<NewInboxRow> {
  const presence = await app.matrix.presenceOf(id)
  if (presence !== undefined && presence !== 'offline') return presenceRow(app, id, presence)
  const event = { type: 'stayed-offline', at: app.clock.now(), limitMs } as const
  return agentRow(id, event, `offline:${id}:${offlineSince}`)
}

/** A failure is tried again a little later. */
async function safely(app: App, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    app.log.debug({ error }, 'the presence of agents could not be looked at; trying again')
    return app.clock.now() + afterFailureMs
  }
}
