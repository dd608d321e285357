import { compareCodePoints } from '../../util/compare-code-points.ts'
import type { Refusal } from '../conversation/state.ts'
import { type Agent, loadOf } from './agent.ts'

/**
 * Who is asked first: the agent who has had nothing new for longest; of those equally long the one with the lower load;
 * of those the one whose id comes first by code points. Negative when `a` goes first; never 0 for two different agents.
 */
export function compareAgents(a: Agent, b: Agent): number {
  if (a.idleSince !== b.idleSince) return a.idleSince - b.idleSince
  const load = loadOf(a) - loadOf(b)
  return load !== 0 ? load : compareCodePoints(a.id, b.id)
}

/** Somebody able who has refused this conversation before. */
export interface Refuser {
  readonly agent: Agent
  readonly refusal: Refusal
}

/** Who of those who refused is asked again first: the oldest refusal, then as `compareAgents`. */
export function compareRefusers(a: Refuser, b: Refuser): number {
  return a.refusal.at !== b.refusal.at ? a.refusal.at - b.refusal.at : compareAgents(a.agent, b.agent)
}
