import { didYouMean } from '../../util/did-you-mean.ts'
import { everybody } from '../presence/team.ts'
import type { Condition } from './cel.ts'
import { answersReadIn, askedFor, comparisonsIn, type Mention } from './condition-mentions.ts'
import type { ConditionProblem } from './condition-problem.ts'
import type { KnownThings } from './known-things.ts'
import { noSuchQueue } from './result-text.ts'
import type { RuleProblem } from './rule-problem.ts'
import type { RuleSet } from './rule-set.ts'

/** A problem of one condition, before it is said of which rule. */
type Found = Omit<RuleProblem, 'rule'>

/** What a condition that compiles mentions although it is not there: queues, answers, and values that never occur. */
export function checkMentions(condition: Condition, ruleSet: RuleSet, known: KnownThings): readonly Found[] {
  return [
    ...checkQueuesAsked(condition, ruleSet),
    ...checkTeams(condition, known),
    ...checkAnswers(condition, ruleSet),
    ...checkComparisons(condition, ruleSet, known),
  ]
}

function checkQueuesAsked(condition: Condition, { queues }: RuleSet): readonly Found[] {
  const names = queues.map(({ name }): string => name)
  return unknownQueuesIn(condition, names).map(({ message, start, end, suggestion }) => {
    return { severity: 'error', ...at({ start, end }, message, suggestion) }
  })
}

/** The queues that a condition asks for and that are not there. */
export function unknownQueuesIn({ root }: Condition, queues: readonly string[]): readonly ConditionProblem[] {
  return askedFor('queue', root).flatMap(({ name, start, end }) => {
    if (queues.includes(name)) return []
    const { message, suggestion } = noSuchQueue(name, queues)
    return [{ message: `queue("${name}"): ${message}`, start, end, ...(suggestion !== undefined && { suggestion }) }]
  })
}

/** Teams are agent data: one may be added after the rules, and until then the condition does not hold. */
function checkTeams({ root }: Condition, { teams = [] }: KnownThings): readonly Found[] {
  return askedFor('team', root).flatMap((mention) => {
    const isKnown = mention.name === everybody || teams.includes(mention.name)
    return isKnown ? [] : [unknownValue(mention, `there is no team "${mention.name}"`, [everybody, ...teams])]
  })
}

/** An answer to a question that is not asked is always empty: possible, but hardly meant. */
function checkAnswers({ root }: Condition, { questions }: RuleSet): readonly Found[] {
  const names = questions.map(({ name }) => name)
  return answersReadIn(root).flatMap((mention) => {
    return names.includes(mention.name) ? [] : [unknownValue(mention, `no question is called "${mention.name}"`, names)]
  })
}

function checkComparisons({ root }: Condition, ruleSet: RuleSet, known: KnownThings): readonly Found[] {
  return comparisonsIn(root).flatMap((comparison) => {
    const possible = possibleValues(comparison.path, ruleSet, known)
    if (!possible || comparison.name === '' || possible.includes(comparison.name)) return []
    return [unknownValue(comparison, `${comparison.path} is never "${comparison.name}"`, possible)]
  })
}

/** All values an input can have, or undefined when they cannot be listed. */
function possibleValues(path: string, { questions }: RuleSet, known: KnownThings): readonly string[] | undefined {
  if (path === 'contact') return known.contacts
  if (path === 'network.id') return known.networks.map(({ id }) => id)
  if (path === 'network.type') return [...new Set(known.networks.map(({ type }) => type))]
  const asked = questions.filter(({ name }) => path === `answers.${name}`)
  const choices = asked.flatMap((question) => (question.choices ? [question.choices] : []))
  return asked.length > 0 && choices.length === asked.length ? choices.flat() : undefined
}

function unknownValue(mention: Mention, what: string, possible: readonly string[]): Found {
  const suggestion = didYouMean(mention.name, possible)
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  const list = possible.length === 0 ? 'There are none yet.' : `Known: ${possible.join(', ')}`
  return { severity: 'warning', ...at(mention, `${what}.${meant} ${list}`, suggestion) }
}

function at({ start, end }: Omit<Mention, 'name'>, message: string, suggestion: string | undefined) {
  return { message, place: { start, end }, ...(suggestion !== undefined && { suggestion }) }
}
