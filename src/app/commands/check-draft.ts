import { checkRuleSet } from '../../core/routing/check-rules.ts'
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
export async function checkDraft({ store, networks, settings }: App, rules: RuleSet): Promise<DraftFindings> {
  const found = checkRuleSet(rules, {
    agents: await store.agents(),
    networks: [...networks.values()].map(({ id, type }) => ({ id, type })),
    contacts: [...settings.contacts.values()].map(({ id }) => id),
  })
  const lines = (severity: RuleProblem['severity']) =>
    found.filter((problem) => problem.severity === severity).flatMap((problem) => linesOf(problem, rules))
  return { errors: lines('error'), warnings: lines('warning') }
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
