import { compareCodePoints } from '../../util/compare-code-points.ts'
import { firstOf } from '../../util/first-of.ts'
import type { Refusal } from '../conversation/state.ts'
import type { AgentId } from '../ids.ts'
import { type Agent, loadOf } from './agent.ts'
import { compareAgents, type Refuser } from './agent-order.ts'
import { firstFailedTest, testCodes } from './agent-tests.ts'
import { askAgain, type Choice, refusalRestMs } from './choose.ts'
import type { Candidate, ChoiceRecord, FailedTest } from './decision-record.ts'
import { latestRefusals, type Need } from './need.ts'

const mostCandidates = 500
const bestKept = 10

interface Judged {
  readonly agent: Agent
  readonly failed: FailedTest | undefined
}

/**
 * The whole of a choice: what `choose` answers for the same agents and need, with the first test that everyone else
 * failed. Able agents come first, in the order in which they would be asked; then the others by how far they got.
 */
export function explainChoice(agents: Iterable<Agent>, need: Need): ChoiceRecord {
  const refusals = latestRefusals(need)
  const judged = Array.from(agents, (agent): Judged => ({ agent, failed: firstFailedTest(agent, need) }))
  const able = judged.filter(({ failed }) => !failed).map(({ agent }) => agent)
  const notRefused = able.filter(({ id }) => !refusals.has(id))
  const fresh = firstOf(notRefused, 2, compareAgents)
  const preferred = notRefused.find(({ id }) => id === need.needs.preferred)
  const first = preferred ?? fresh[0]
  const refusers = able.flatMap((agent) => withRefusal(agent, refusals.get(agent.id)))
  const choice: Choice = first ? { agent: first.id, secondRound: false } : askAgain(refusers, need.now)
  const all = refusers.length === 0 ? judged : judged.map((one) => passedOver(one, refusals, choice, need.now))
  return {
    at: need.now,
    queue: need.queue,
    ...(choice.agent && { winner: choice.agent, tieBreak: tieBreak(fresh, preferred, refusers) }),
    candidates: candidatesOf(all, choice, need.now),
    counts: countsOf(all),
    secondRound: choice.secondRound,
    ...(choice.retryAt !== undefined && { retryAt: choice.retryAt }),
  }
}

function withRefusal(agent: Agent, refusal: Refusal | undefined): readonly Refuser[] {
  return refusal ? [{ agent, refusal }] : []
}

/** An able agent whose earlier refusal keeps them from being asked now fails by it. */
function passedOver(one: Judged, refusals: ReadonlyMap<AgentId, Refusal>, choice: Choice, now: number): Judged {
  const refusal = one.failed ? undefined : refusals.get(one.agent.id)
  if (!refusal || (choice.secondRound && refusal.at + refusalRestMs <= now)) return one
  const { how, at, reason } = refusal
  return { agent: one.agent, failed: { code: 'refused', how, at, ...(reason !== undefined && { reason }) } }
}

/** What decided between those who could have been asked, in words. */
function tieBreak(fresh: readonly Agent[], preferred: Agent | undefined, refusers: readonly Refuser[]): string {
  const [first, second] = fresh
  if (!first) return refusers.length === 1 ? 'the only one able, asked again' : 'oldest refusal'
  if (preferred) return 'preferred agent'
  if (!second) return 'the only one able'
  if (first.idleSince !== second.idleSince) return 'longest idle'
  return loadOf(first) !== loadOf(second) ? 'equally idle, lower load' : 'equally idle and loaded, first by id'
}

function candidatesOf(judged: readonly Judged[], choice: Choice, now: number): readonly Candidate[] {
  const inOrder = (a: Judged, b: Judged) => rank(a, choice) - rank(b, choice) || compareWithin(a, b)
  const kept = judged.length > mostCandidates ? firstOf(judged, bestKept, inOrder) : [...judged].sort(inOrder)
  return kept.map(({ agent, failed }) => ({
    agent: agent.id,
    name: agent.name,
    ...(failed ? { failed } : { idleMs: now - agent.idleSince, load: loadOf(agent) }),
  }))
}

function rank({ agent, failed }: Judged, choice: Choice): number {
  if (agent.id === choice.agent) return 0
  return failed ? 2 : 1
}

function compareWithin(a: Judged, b: Judged): number {
  return a.failed && b.failed ? compareFailed(a, b) : compareAgents(a.agent, b.agent)
}

/** Those who failed a later test were nearer. */
function compareFailed(a: Judged, b: Judged): number {
  return reached(b) - reached(a) || compareCodePoints(a.agent.id, b.agent.id)
}

function reached({ failed }: Judged): number {
  return !failed || failed.code === 'refused' ? testCodes.length : testCodes.indexOf(failed.code)
}

function countsOf(judged: readonly Judged[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { failed } of judged) {
    const code = failed?.code ?? 'able'
    counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}
