import { noSuchQueue } from '../../core/routing/result-text.ts'
import { prepareRules } from '../../core/routing/rule-index.ts'
import type { RuleSet } from '../../core/routing/rule-set.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { App } from '../deps.ts'

export interface DraftFindings {
  /** What must change before it can be published. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

/** What is wrong with a rule set, and what is probably not meant. */
export async function checkDraft(app: App, rules: RuleSet): Promise<DraftFindings> {
  const queues = rules.queues.map(({ name }) => name)
  const results = [...rules.rules, ...(rules.fallback ? [{ name: 'default', result: rules.fallback }] : [])]
  const unknown = results.filter(({ result }) => !queues.includes(result.queue))
  const broken = prepareRules(rules).rules.filter(({ problem }) => problem !== undefined)
  const agents = await app.store.agents()
  const empty = queues.filter((queue) => !agents.some((agent) => agent.queues.includes(queue)))
  return {
    problems: [
      ...broken.map(({ name, problem }) => `rule "${oneLine(name, 64)}": ${problem}`),
      ...unknown.map(
        ({ name, result }) =>
          `rule "${oneLine(name, 64)}": queue ${result.queue}: ${noSuchQueue(result.queue, queues).message}`,
      ),
      ...(rules.fallback
        ? []
        : ['there is no default, so what no rule matches would wait nowhere: rule default queue …']),
    ],
    warnings: empty.map((queue) => `nobody works in queue ${queue} yet: agent set <agent> queues +${queue}`),
  }
}
