import { levelOf } from './agent-tests.ts'
import { type Compilation, type Condition, compileCondition } from './cel.ts'
import { checkMentions } from './check-condition.ts'
import { contradictionIn, shadowOf } from './check-shadows.ts'
import type { KnownThings } from './known-things.ts'
import { noSuchFeature, noSuchQueue } from './result-text.ts'
import type { RuleProblem } from './rule-problem.ts'
import type { RuleResult, RuleSet } from './rule-set.ts'
import { featureNames } from './rule-vocabulary.ts'

type Found = Omit<RuleProblem, 'rule'>

/**
 * Everything that is wrong with a rule set: errors keep it from being published (conditions that do not compile, unknown
 * queues, names used twice, no default), warnings do not (rules that are never reached, queues that nobody serves,
 * values that never occur). Rules in order, the set as a whole last.
 */
export function checkRuleSet(ruleSet: RuleSet, known: KnownThings): readonly RuleProblem[] {
  const compiled = compileAll(ruleSet.rules)
  const ofRules = ruleSet.rules.flatMap((_, index) => checkOne(ruleSet, compiled, index, known))
  return [...ofRules, ...checkWhole(ruleSet, known)]
}

/** The same of one rule among the others. `index` counts from 0. */
export function checkRule(ruleSet: RuleSet, index: number, known: KnownThings): readonly RuleProblem[] {
  return checkOne(ruleSet, compileAll(ruleSet.rules.slice(0, index + 1)), index, known)
}

interface Compiled {
  readonly compilations: readonly Compilation[]
  /** Absent where it does not compile. */
  readonly conditions: readonly (Condition | undefined)[]
}

function compileAll(rules: RuleSet['rules']): Compiled {
  const compilations = rules.map(({ condition }) => compileCondition(condition))
  return { compilations, conditions: compilations.map((one) => (one.ok ? one.condition : undefined)) }
}

function checkOne(
  ruleSet: RuleSet,
  { compilations, conditions }: Compiled,
  index: number,
  known: KnownThings,
): readonly RuleProblem[] {
  const [rule, compilation] = [ruleSet.rules[index], compilations[index]]
  if (!rule || !compilation) return []
  const found = [
    ...checkCompilation(compilation, ruleSet, known),
    ...checkReach(ruleSet, conditions, index),
    ...checkResult(rule.result, ruleSet, known),
  ]
  return found.map((problem) => ({ ...problem, rule: { index: index + 1, name: rule.name } }))
}

function checkCompilation(compilation: Compilation, ruleSet: RuleSet, known: KnownThings): readonly Found[] {
  if (compilation.ok) return checkMentions(compilation.condition, ruleSet, known)
  return compilation.problems.map(({ message, start, end, suggestion }) => {
    const place = { start, end }
    return { severity: 'error', message, place, ...(suggestion !== undefined && { suggestion }) }
  })
}

/** Whether the rule can be reached and match at all, and whether its name is its own. */
function checkReach(
  { rules }: RuleSet,
  conditions: readonly (Condition | undefined)[],
  index: number,
): readonly Found[] {
  const found: Found[] = []
  const name = rules[index]?.name
  const same = rules.findIndex((rule) => rule.name === name)
  if (same < index) found.push(error(`rule ${same + 1} has the same name`))
  const shadow = shadowOf(conditions, index)
  const earlier = shadow === undefined ? undefined : rules[shadow]
  if (shadow !== undefined && earlier) {
    found.push(warning(`never reached: rule ${shadow + 1} "${earlier.name}" matches whenever this one does`))
  }
  const condition = conditions[index]
  const contradiction = condition && contradictionIn(condition)
  if (contradiction) {
    const [one, other] = contradiction
    found.push(warning(`never matches: ${one.path} cannot be "${one.value}" and "${other.value}" at once`))
  }
  return found
}

/** The queue must be there; somebody should serve it who has each skill and feature that is asked for. */
function checkResult(result: RuleResult, { queues }: RuleSet, { agents }: KnownThings): readonly Found[] {
  const names = queues.map(({ name }): string => name)
  if (!names.includes(result.queue)) {
    const { message, suggestion } = noSuchQueue(result.queue, names)
    return [{ ...error(`queue ${result.queue}: ${message}`), ...(suggestion !== undefined && { suggestion }) }]
  }
  const strange = result.features.filter((feature) => !featureNames.includes(feature))
  const unknown = strange.map((feature) => warning(noSuchFeature(feature)))
  const serving = agents.filter((agent) => agent.queues.includes(result.queue))
  if (serving.length === 0) return unknown
  const skills = Object.entries(result.skills).filter(
    ([skill, level]) => !serving.some((agent) => levelOf(agent.skills, skill) >= level),
  )
  const features = result.features.filter(
    (feature) =>
      featureNames.includes(feature) &&
      !serving.some((agent) => agent.features.includes(feature) || agent.features.includes('*')),
  )
  return [
    ...unknown,
    ...skills.map(([skill, level]) => warning(`nobody in ${result.queue} has skill ${skill} ${level}`)),
    ...features.map((feature) => warning(`nobody in ${result.queue} has feature ${feature}`)),
  ]
}

/** Where conversations go that no rule matches, checked as a rule is. */
export function checkDefault(ruleSet: RuleSet, known: KnownThings): readonly RuleProblem[] {
  const { fallback, queues } = ruleSet
  if (fallback)
    return checkResult(fallback, ruleSet, known).map((found) => ({ ...found, message: `default: ${found.message}` }))
  const example = queues[0]?.name ?? 'general'
  return [error(`there is no default: say where everything else goes, for example: rule default queue ${example}`)]
}

function checkWhole(ruleSet: RuleSet, known: KnownThings): readonly RuleProblem[] {
  const { queues, rules, fallback } = ruleSet
  const names = queues.map(({ name }) => name)
  const twice = names.filter((name, index) => names.indexOf(name) < index)
  const used = new Set([...rules.map(({ result }) => result.queue), ...(fallback ? [fallback.queue] : [])])
  const unserved = names.filter((name) => used.has(name) && !known.agents.some((agent) => agent.queues.includes(name)))
  return [
    ...[...new Set(twice)].map((name) => error(`queue ${name} is there twice`)),
    ...checkDefault(ruleSet, known),
    ...[...new Set(unserved)].map((name) => warning(`nobody serves queue ${name}`)),
  ]
}

function error(message: string): Found {
  return { severity: 'error', message }
}

function warning(message: string): Found {
  return { severity: 'warning', message }
}
