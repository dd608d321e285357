import type { Conversation } from '../core/conversation/state.ts'
import { makeRuleInputs, type QueueState, type RuleInputs } from '../core/routing/rule-inputs.ts'
import type { App } from './deps.ts'

/** What the rules see of a conversation now. */
export function inputsOf(app: App, conversation: Conversation, now: number): RuleInputs {
  const lines = conversation.roomOpened ? { lines: [conversation.request] } : {}
  return makeRuleInputs(conversation, { now, queues: queueStates(app), ...lines })
}

function queueStates(app: App): Readonly<Record<string, QueueState>> {
  const { stored } = app.rules.current()
  const { byQueue } = app.agents.index
  const states: Record<string, QueueState> = {}
  for (const { name } of stored.rules.queues) {
    const { ready = 0, free = 0 } = byQueue.get(name) ?? {}
    states[name] = { waiting: app.waiting.countIn(name), ready, free }
  }
  return states
}
