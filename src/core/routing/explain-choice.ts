import { compareCodePoints } from '../../util/compare-code-points.ts'
import type { Refusal } from '../conversation/state.ts'
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
  readonly failed?: FailedTest
}

/**
 * The whole of a choice: what `choose` answers for the same agents and need, with the first test that everyone else
 * failed. Able agents come first, in the order in which they would be asked; then the others by how far they got.
 */
export function explainChoice(agents: Iterable<Agent>, need: Need): ChoiceRecord {
  const refusals = latestRefusals(need)
  const judged = [...agents].map((agent) => judge(agent, need))
  const able = judged.filter(({ failed }) => !failed).map(({ agent }) => agent)
  const fresh = able.filter(({ id }) => !refusals.has(id)).sort(compareAgents)
  const preferred = fresh.find(({ id }) => id === need.needs.preferred)
  const first = preferred ?? fresh[0]
  const refusers = able.flatMap((agent) => withRefusal(agent, refusals.get(agent.id)))
  const choice: Choice = first ? { agent: first.id, secondRound: false } : askAgain(refusers, need.now)
  const all = judged.map((one) => ({ ...one, ...refused(one, refusals.get(one.agent.id), choice, need.now) }))
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

function judge(agent: Agent, need: Need): Judged {
  const failed = firstFailedTest(agent, need)
  return failed ? { agent, failed } : { agent }
}

function withRefusal(agent: Agent, refusal: Refusal | undefined): readonly Refuser[] {
  return refusal ? [{ agent, refusal }] : []
}

/** Whether an able agent is passed over for an earlier refusal. */
function refused({ failed }: Judged, refusal: Refusal | undefined, choice: Choice, now: number) {
  if (failed || !refusal) return {}
  const rested = refusal.at + refusalRestMs <= now
  if (choice.secondRound && rested) return {}
  return { failed: { code: 'refused', how: refusal.how, at: refusal.at } as const }
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
  const rank = (one: Judged) => (one.agent.id === choice.agent ? 0 : one.failed ? 2 : 1)
  const sorted = [...judged].sort(
    (a, b) => rank(a) - rank(b) || (a.failed && b.failed ? compareFailed(a, b) : compareAgents(a.agent, b.agent)),
  )
  const kept = sorted.length > mostCandidates ? sorted.slice(0, bestKept) : sorted
  return kept.map(({ agent, failed }) => ({
    agent: agent.id,
    name: agent.name,
    ...(failed ? { failed } : { idleMs: now - agent.idleSince, load: loadOf(agent) }),
  }))
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
