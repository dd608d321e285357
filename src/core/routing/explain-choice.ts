import { firstOf } from '../../util/first-of.ts'
import type { Refusal } from '../conversation/state.ts'
import type { AgentId } from '../ids.ts'
import { type Agent, loadOf } from './agent.ts'
import type { AgentIndex } from './agent-index.ts'
import { compareAgents, type Refuser } from './agent-order.ts'
import { testCodes } from './agent-tests.ts'
import { askAgain, type Choice, refusalRestMs } from './choose.ts'
import type { Candidate, ChoiceRecord } from './decision-record.ts'
import { type Field, type Judged, judgeAll, judgeFirst } from './judge-agents.ts'
import { latestRefusals, type Need } from './need.ts'

const mostCandidates = 500
const bestKept = 10

/**
 * The whole of a choice: what `choose` answers for the same agents and need, with the first test that everyone else
 * failed. Able agents come first, in the order in which they would be asked; then the others by how far they got. Of more
 * than `most` agents it holds the counts, and the best ten of those who serve the queue.
 */
export function explainChoice(index: AgentIndex, need: Need, most = mostCandidates): ChoiceRecord {
  const refusals = latestRefusals(need)
  const areFew = index.agents.size <= most
  const field = areFew ? judgeAll(index.agents.values(), need) : firstInField(index, need, refusals)
  const able = field.judged.filter(({ failed }) => !failed).map(({ agent }) => agent)
  const notRefused = able.filter(({ id }) => !refusals.has(id))
  const fresh = firstOf(notRefused, 2, compareAgents)
  const preferred = notRefused.find(({ id }) => id === need.needs.preferred)
  const first = preferred ?? fresh[0]
  const refusers = able.flatMap((agent) => withRefusal(agent, refusals.get(agent.id)))
  const choice: Choice = first ? { agent: first.id, secondRound: false } : askAgain(refusers, need.now)
  const judged = field.judged.map((one) => passedOver(one, refusals, choice, need.now))
  return {
    at: need.now,
    queue: need.queue,
    ...(choice.agent && { winner: choice.agent, tieBreak: tieBreak(fresh, preferred, refusers) }),
    candidates: candidatesOf(areFew ? judged : judged.filter(servesQueue), choice, need.now, areFew ? most : bestKept),
    counts: countsOf(field.counts, judged.filter(({ failed }) => failed?.code === 'refused').length),
    secondRound: choice.secondRound,
    ...(choice.retryAt !== undefined && { retryAt: choice.retryAt }),
  }
}

/** With so many that ten are left when those who refused are set apart. */
function firstInField(index: AgentIndex, need: Need, refusals: ReadonlyMap<AgentId, Refusal>): Field {
  const { preferred } = need.needs
  const named = [...refusals.keys(), ...(preferred === undefined ? [] : [preferred])]
  return judgeFirst(index, need, bestKept + refusals.size, named)
}

function servesQueue({ failed }: Judged): boolean {
  return failed?.code !== 'other-queue'
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

function candidatesOf(judged: readonly Judged[], choice: Choice, now: number, most: number): readonly Candidate[] {
  const inOrder = (a: Judged, b: Judged) => rank(a, choice) - rank(b, choice) || compareAgents(a.agent, b.agent)
  const sorted = [...judged].sort(inOrder).slice(0, most)
  return sorted.map(({ agent, failed }) => ({
    agent: agent.id,
    name: agent.name,
    ...(failed ? { failed } : { idleMs: now - agent.idleSince, load: loadOf(agent) }),
  }))
}

/** The winner, those able, then those who failed a later test, because they were nearer. */
function rank({ agent, failed }: Judged, choice: Choice): number {
  if (agent.id === choice.agent) return -1
  if (!failed) return 0
  return failed.code === 'refused' ? 1 : 1 + testCodes.length - testCodes.indexOf(failed.code)
}

/** In the order of the tests, `able` first. Those who refused are able by all other tests. */
function countsOf(counts: Readonly<Record<string, number>>, refused: number): Readonly<Record<string, number>> {
  const all: Readonly<Record<string, number>> = { ...counts, able: (counts['able'] ?? 0) - refused, refused }
  const codes = ['able', ...testCodes, 'refused'].filter((code) => (all[code] ?? 0) > 0)
  return Object.fromEntries(codes.map((code) => [code, all[code] ?? 0]))
}
