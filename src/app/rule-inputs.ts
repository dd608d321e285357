import type { Conversation } from '../core/conversation/state.ts'
import { loadOf } from '../core/routing/agent.ts'
import { makeRuleInputs, type QueueState, type RuleInputs } from '../core/routing/rule-inputs.ts'
import type { App } from './deps.ts'

/** What the rules see of a conversation now. */
export function inputsOf(app: App, conversation: Conversation, now: number): RuleInputs {
  const lines = conversation.roomOpened ? { lines: [conversation.request] } : {}
  return makeRuleInputs(conversation, { now, queues: queueStates(app), ...lines })
}

function queueStates(app: App): Readonly<Record<string, QueueState>> {
  const { stored } = app.rules.current()
  const states: Record<string, QueueState> = {}
  const ready = [...app.agents.index.agents.values()].filter((agent) => agent.availability.state === 'ready')
  for (const { name } of stored.rules.queues) {
    const own = ready.filter((agent) => agent.queues.includes(name))
    const free = own.reduce((sum, agent) => sum + Math.max(0, agent.capacity - loadOf(agent)), 0)
    states[name] = { waiting: app.waiting.countIn(name), ready: own.length, free }
  }
  return states
}
