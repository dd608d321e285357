import type { ConversationId } from '../core/ids.ts'
import type { Agent } from '../core/routing/agent.ts'
import { loadOf } from '../core/routing/agent.ts'
import type { HeldLease } from '../ports/lease.ts'
import { leaseOfNetwork } from '../ports/lease.ts'
import { isLeaseLost, isStoreUnavailable } from '../ports/store-error.ts'
import type { App } from './deps.ts'
import { runEvent } from './run-event.ts'
import { inSession, loadConversation } from './session.ts'

/** Gives waiting conversations to agents who became free, at once and one after another. */
export interface Dispatcher {
  /** Agents changed somewhere: read them and look for work for those who are free. Calls while one runs lead to one more. */
  agentsChanged(): void
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export function createDispatcher(app: App, held: () => readonly HeldLease[]): Dispatcher {
  let running: Promise<void> | undefined
  let again = false
  const round = async (): Promise<void> => {
    do {
      again = false
      await app.agents.refresh()
      await offerWaiting(app, held)
    } while (again)
  }
  const start = (): void => {
    running = round()
      .catch((error: unknown) => {
        if (!isStoreUnavailable(error) && !isLeaseLost(error))
          app.log.error({ error }, 'giving waiting conversations to agents failed')
      })
      .finally(() => {
        running = undefined
        if (again) start()
      })
  }
  return {
    agentsChanged: () => {
      again = true
      if (!running) start()
    },
    idle: async () => {
      while (running) await running
    },
  }
}

async function offerWaiting(app: App, held: () => readonly HeldLease[]): Promise<void> {
  const tried = new Set<ConversationId>()
  for (const agent of [...app.agents.index.agents.values()]) {
    while (isFree(app.agents.index.agents.get(agent.id))) {
      const current = app.agents.index.agents.get(agent.id)
      const next = current && app.waiting.firstFor(current, app.clock.now(), tried)
      if (!next) break
      tried.add(next.id)
      const lease = held().find(({ name }) => name === leaseOfNetwork(next.network))
      if (lease) await lookAgain(app, lease, next.id)
    }
  }
}

function isFree(agent: Agent | undefined): boolean {
  return agent?.availability.state === 'ready' && loadOf(agent) < agent.capacity
}

async function lookAgain(app: App, lease: HeldLease, id: ConversationId): Promise<void> {
  const { session, handOver } = await inSession(app, lease, async (open) => {
    const working = await loadConversation(open, id)
    if (working) await runEvent(open, working, { type: 'agent-available', at: app.clock.now() })
  })
  for (const done of session.afterCommit) done()
  for (const { conversation } of session.conversations.values()) app.waiting.saw(conversation)
  handOver()
}
