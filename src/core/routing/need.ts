import type { Conversation, Needs, Refusal } from '../conversation/state.ts'
import type { AgentId, QueueName } from '../ids.ts'

/** What a waiting conversation asks of the agents, at one moment. `now` in ms since the epoch. */
export interface Need {
  readonly queue: QueueName
  readonly needs: Needs
  readonly network: { readonly id: string; readonly type: string }
  readonly refusals: readonly Refusal[]
  readonly now: number
}

/** What an agent must be able to do: what the rule asks for, and what the customer was seen to do. */
export function neededFeatures(needs: Needs, { used = [] }: Pick<Conversation, 'used'>): readonly string[] {
  return [...new Set([...needs.features, ...used])]
}

/** Each agent's latest refusal of this conversation. */
export function latestRefusals(need: Need): ReadonlyMap<AgentId, Refusal> {
  const latest = new Map<AgentId, Refusal>()
  for (const refusal of need.refusals) {
    const known = latest.get(refusal.agent)
    if (!known || refusal.at >= known.at) latest.set(refusal.agent, refusal)
  }
  return latest
}
