import type { AgentId } from '../core/ids.ts'
import { isPresenceNews } from '../core/routing/agent-availability.ts'
import type { AgentEvent } from '../core/routing/agent-event.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { UserPresence } from '../ports/matrix.ts'
import type { App } from './deps.ts'
import { makeRow } from './inbox-body.ts'

/** Whether agents are there, as the homeserver tells it beside its events. It merges the devices of each (F7). */
export interface AgentPresence {
  /** Takes out what is news of agents; presence of all others changes nothing (F14). Never rejects. */
  take(ephemeral: readonly unknown[]): Promise<void>
}

const presences: Readonly<Record<string, UserPresence>> = {
  online: 'online',
  'org.matrix.msc3026.busy': 'online',
  unavailable: 'unavailable',
  offline: 'offline',
}

type PresenceApp = Pick<App, 'store' | 'agents' | 'clock' | 'log' | 'settings'>

export function createAgentPresence(app: PresenceApp): AgentPresence {
  /** What was stored last: it may not be applied yet. */
  const stored = new Map<AgentId, UserPresence>()
  const isNews = (id: AgentId, presence: UserPresence): boolean => {
    const agent = app.agents.index.agents.get(id)
    if (!agent) return false
    return (stored.get(id) ?? presence) !== presence || isPresenceNews(agent, presence)
  }
  return {
    async take(ephemeral) {
      if (app.settings.presenceAwayMs === 0) return
      const rows: NewInboxRow[] = []
      for (const event of ephemeral) {
        const told = presenceTold(event)
        if (!told || !isNews(told.user, told.presence)) continue
        stored.set(told.user, told.presence)
        rows.push(presenceRow(app, told.user, told.presence))
      }
      if (rows.length === 0) return
      await app.store.submit(rows).catch((error: unknown) => {
        stored.clear()
        app.log.warn({ error }, 'the presence of agents could not be stored')
      })
    },
  }
}

/** That the homeserver shows the agent so. */
export function presenceRow({ clock }: Pick<App, 'clock'>, agent: AgentId, presence: UserPresence): NewInboxRow {
  return agentRow(agent, { type: 'presence-changed', at: clock.now(), presence })
}

/** A fact about an agent. Those of one agent are applied in their order, by the owner of the bot's lease. */
export function agentRow(agent: AgentId, event: AgentEvent, key?: string): NewInboxRow {
  return makeRow('bot', `agent:${agent}`, { kind: 'agent', agent, event }, key)
}

function presenceTold(event: unknown): { readonly user: AgentId; readonly presence: UserPresence } | undefined {
  const { type, sender, content } = fieldsOf(event)
  const { presence } = fieldsOf(content)
  if (type !== 'm.presence' || typeof sender !== 'string' || typeof presence !== 'string') return undefined
  if (!Object.hasOwn(presences, presence)) return undefined
  const known = presences[presence]
  return known && { user: sender as AgentId, presence: known }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
