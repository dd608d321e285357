import type { Conversation, Refusal } from './state.ts'

/** With one more. Of each agent the last counts: in a long outage they are asked again and again, and the list stays short. */
export function withRefusal({ refusals }: Pick<Conversation, 'refusals'>, refusal: Refusal): readonly Refusal[] {
  return [...refusals.filter(({ agent }) => agent !== refusal.agent), refusal]
}
