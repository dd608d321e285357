import type { QueueName } from '../ids.ts'
import { type BoundInputs, bindInputs, type Condition, compileCondition } from './cel.ts'
import { type Equality, valueAt } from './condition-equalities.ts'
import { askedFor } from './condition-mentions.ts'
import type { PlacementRecord, TriedRule } from './decision-record.ts'
import type { RuleInputs } from './rule-inputs.ts'
import type { RuleResult, RuleSet } from './rule-set.ts'

/** Where conversations go when no rule matches and the set has no default: a queue that does not exist, so that it is noticed. */
export const missingDefault: RuleResult = { queue: 'nowhere' as QueueName, priority: 0, skills: {}, features: [] }

interface PreparedRule {
  readonly name: string
  readonly result: RuleResult
  /** Absent when it does not compile: such a rule never matches. */
  readonly condition?: Condition
  readonly problem?: string
}

/** A rule set made ready: conditions compiled, and for each path the rules that ask for one value of it. */
export interface PreparedRules {
  readonly rules: readonly PreparedRule[]
  readonly fallback: RuleResult
  /** The indices of rules that may match whatever the indexed inputs are, rising. */
  readonly unindexed: readonly number[]
  readonly indexed: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>
  /** Whether any condition asks for the state of a queue, of a team. */
  readonly asksQueues: boolean
  readonly asksTeams: boolean
}

/** `matched` is absent when the default decided; its index counts from 1. */
export interface Placed {
  readonly result: RuleResult
  readonly matched?: { readonly index: number; readonly name: string }
}

const storedText = 500
/** Of more rules that were tried the record holds the first half of so many and the last. */
const mostTried = 100

/** Compiles and indexes the rules. Costs about 50 microseconds a rule: done once for each version. */
export function prepareRules({ rules, fallback }: RuleSet): PreparedRules {
  const prepared = rules.map(({ name, condition, result }): PreparedRule => {
    const compiled = compileCondition(condition)
    if (compiled.ok) return { name, result, condition: compiled.condition }
    return { name, result, problem: compiled.problems.map(({ message }) => message).join(' ') }
  })
  const asks = (kind: 'queue' | 'team') =>
    prepared.some(({ condition }) => condition && askedFor(kind, condition.root).length > 0)
  const asked = { asksQueues: asks('queue'), asksTeams: asks('team') }
  return { rules: prepared, fallback: fallback ?? missingDefault, ...asked, ...indexRules(prepared) }
}

/** The first rule that matches, as if all were evaluated in order; only those that can match are. */
export function placeConversation(prepared: PreparedRules, inputs: RuleInputs): Placed {
  return placedBy(prepared, firstMatch(prepared, inputs, bindInputs(inputs)))
}

/** The same with the rules that were tried and why they did not match. `version` and `event` are for the record only. */
export function explainPlacement(
  prepared: PreparedRules,
  inputs: RuleInputs,
  { version, event }: { readonly version: number; readonly event: string },
): PlacementRecord {
  const bound = bindInputs(inputs)
  const match = firstMatch(prepared, inputs, bound)
  const count = match === undefined ? prepared.rules.length : match + 1
  const told = toldOf(count)
  return {
    ruleSetVersion: version,
    tried: told.map((index) => triedRule(prepared, index, index === match, bound)),
    ...(told.length < count && { omitted: count - told.length }),
    ...placedBy(prepared, match),
    event,
    inputs: storedInputs(prepared, inputs),
  }
}

function firstMatch(prepared: PreparedRules, inputs: RuleInputs, bound: BoundInputs): number | undefined {
  for (const index of possibleRules(prepared, inputs)) {
    if (prepared.rules[index]?.condition?.evaluate(bound).matched) return index
  }
  return undefined
}

/** The rules that the record tells of when so many were tried, the one that matched among them. */
function toldOf(count: number): readonly number[] {
  const all = Array.from({ length: Math.min(count, mostTried) }, (_, place) => place)
  return all.map((place) => (place < mostTried / 2 ? place : count - all.length + place))
}

function placedBy({ rules, fallback }: PreparedRules, match: number | undefined): Placed {
  const rule = match === undefined ? undefined : rules[match]
  if (match === undefined || !rule) return { result: fallback }
  return { result: rule.result, matched: { index: match + 1, name: rule.name } }
}

function triedRule({ rules }: PreparedRules, index: number, matched: boolean, bound: BoundInputs): TriedRule {
  const { name = '', condition, problem } = rules[index] ?? {}
  const tried = { index: index + 1, name, matched }
  if (matched) return tried
  return { ...tried, why: condition?.whyNot(bound) ?? `does not compile: ${problem}` }
}

/** What of the inputs is kept: facts that are known, the beginning of the text, queues and teams only if a rule asks for them. */
function storedInputs({ asksQueues, asksTeams }: PreparedRules, inputs: RuleInputs): Readonly<Record<string, unknown>> {
  const { queues, teams, app, text, ...rest } = inputs
  return {
    ...rest,
    app: Object.fromEntries(Object.entries(app).filter(([, value]) => typeof value === 'string' && value !== '')),
    text: text.slice(0, storedText),
    ...(asksQueues && { queues }),
    ...(asksTeams && { teams }),
  }
}

/** Every rule is indexed by one of its equalities: the one on the path that has most values, so that fewest rules share a value. */
function indexRules(rules: readonly PreparedRule[]): Pick<PreparedRules, 'indexed' | 'unindexed'> {
  const values = new Map<string, Set<string>>()
  for (const { path, value } of rules.flatMap(({ condition }) => condition?.equalities ?? [])) {
    values.set(path, (values.get(path) ?? new Set()).add(value))
  }
  const unindexed: number[] = []
  const indexed = new Map<string, Map<string, number[]>>()
  for (const [index, { condition }] of rules.entries()) {
    const best = mostValues(condition?.equalities ?? [], values)
    if (best) listFor(indexed, best).push(index)
    else if (condition) unindexed.push(index)
  }
  return { indexed, unindexed }
}

function mostValues(equalities: readonly Equality[], values: ReadonlyMap<string, ReadonlySet<string>>) {
  const sizeOf = ({ path }: Equality) => values.get(path)?.size ?? 0
  return equalities.reduce<Equality | undefined>(
    (best, one) => (!best || sizeOf(one) > sizeOf(best) ? one : best),
    undefined,
  )
}

function listFor(indexed: Map<string, Map<string, number[]>>, { path, value }: Equality): number[] {
  const byValue = indexed.get(path) ?? new Map<string, number[]>()
  const list = byValue.get(value) ?? []
  indexed.set(path, byValue.set(value, list))
  return list
}

/** The indices of the rules that can match these inputs, rising: the lists merged. */
function* possibleRules({ indexed, unindexed }: PreparedRules, inputs: RuleInputs): Generator<number> {
  const lists = [unindexed]
  for (const [path, byValue] of indexed) lists.push(byValue.get(valueAt(inputs, path)) ?? [])
  const cursors = lists.filter((list) => list.length > 0).map((list) => ({ list, at: 0 }))
  while (cursors.length > 0) {
    let next = Number.POSITIVE_INFINITY
    for (const { list, at } of cursors) next = Math.min(next, list[at] ?? next)
    if (next === Number.POSITIVE_INFINITY) return
    for (const cursor of cursors) if (cursor.list[cursor.at] === next) cursor.at += 1
    yield next
  }
}
