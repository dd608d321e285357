import { checkRuleSet } from '../../core/routing/check-rules.ts'
import type { KnownThings } from '../../core/routing/known-things.ts'
import type { RuleProblem } from '../../core/routing/rule-problem.ts'
import type { RuleSet } from '../../core/routing/rule-set.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { App } from '../deps.ts'

/** What checking a rule set found, in lines for people. */
export interface DraftFindings {
  /** What must change before it can be published. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

/** Checks a rule set against the agents, networks and contacts there are now. */
export async function checkDraft(app: App, rules: RuleSet): Promise<DraftFindings> {
  const found = checkRuleSet(rules, await knownThings(app))
  const lines = (severity: RuleProblem['severity']) =>
    found.filter((problem) => problem.severity === severity).flatMap((problem) => linesOf(problem, rules))
  return { errors: lines('error'), warnings: lines('warning') }
}

export async function knownThings({ store, networks, settings }: App): Promise<KnownThings> {
  return {
    agents: await store.agents(),
    teams: (await store.teams()).map(({ name }) => name),
    networks: [...networks.values()].map(({ id, type }) => ({ id, type })),
    contacts: [...new Set([...settings.contacts.values()].flat().map(({ id }) => id))],
  }
}

/** What was found of something just put into the draft, a line each. */
export function remarksOf(problems: readonly RuleProblem[]): readonly string[] {
  return problems.map(({ message }) => `Look at: ${message}`)
}

/** In a condition the place is underlined. */
function linesOf({ rule, message, place }: RuleProblem, { rules }: RuleSet): readonly string[] {
  if (!rule) return [message]
  const line = `rule ${rule.index} "${oneLine(rule.name, 64)}": ${message}`
  const condition = rules[rule.index - 1]?.condition
  if (!place || condition === undefined || condition.length > 100) return [line]
  const underline = ' '.repeat(place.start) + '^'.repeat(Math.max(1, place.end - place.start))
  return [line, `    ${condition.replace(/\s/g, ' ')}`, `    ${underline}`]
}
