import type { Conversation } from '../core/conversation/state.ts'
import { everybody, membersWithin } from '../core/presence/team.ts'
import { type Agent, loadOf } from '../core/routing/agent.ts'
import { makeRuleInputs, type QueueState, type RuleInputs, type TeamState } from '../core/routing/rule-inputs.ts'
import type { App } from './deps.ts'

/** What the rules see of a conversation now. */
export function inputsOf(app: App, conversation: Conversation, now: number): RuleInputs {
  const lines = conversation.roomOpened ? { lines: [conversation.request] } : {}
  const teams = app.rules.current().prepared.asksTeams ? { teams: teamStates(app) } : {}
  return makeRuleInputs(conversation, { now, queues: queueStates(app), ...teams, ...lines })
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

/** Costs a look at every agent, so it is done only for rules that ask. */
function teamStates({ teams, agents }: App): Readonly<Record<string, TeamState>> {
  const everyone = [...agents.index.agents.values()]
  const states = teams.all().map(({ name }): [string, TeamState] => {
    const members = membersWithin(teams.all(), name)
    return [name, teamState(everyone.filter(({ id }) => members.has(id)))]
  })
  return Object.fromEntries([[everybody, teamState(everyone)], ...states])
}

function teamState(agents: readonly Agent[]): TeamState {
  const ready = agents.filter(({ availability }) => availability.state === 'ready')
  const free = ready.reduce((sum, agent) => sum + Math.max(0, agent.capacity - loadOf(agent)), 0)
  return { ready: ready.length, free }
}
