import { appInputs, momentOf, type RuleInputs } from '../../src/core/routing/rule-inputs.ts'
import type { Queue, Rule, RuleResult } from '../../src/core/routing/rule-set.ts'
import { queue } from './routing-samples.ts'

/** Inputs of anna, who writes about an invoice from irssi, on a Wednesday at noon. */
export function sampleInputs(
  changes: Omit<Partial<RuleInputs>, 'app' | 'customer'> & {
    readonly app?: Partial<RuleInputs['app']>
    readonly customer?: Partial<RuleInputs['customer']>
  } = {},
): RuleInputs {
  return {
    network: { id: 'libera', type: 'irc', name: 'Libera' },
    contact: 'support',
    answers: { topic: 'billing' },
    text: 'hi, my invoice from march is wrong',
    now: momentOf(1_772_625_600_000),
    queues: { billing: { waiting: 3, ready: 1, free: 0 } },
    teams: { support: { ready: 2, free: 1 } },
    ...changes,
    app: { ...appInputs({}), application: 'irssi', known: true, ...changes.app },
    customer: { name: 'anna', account: '', returning: false, count: 0, ...changes.customer },
  }
}

export function sampleResult(name: string, changes: Partial<RuleResult> = {}): RuleResult {
  return { queue: queue(name), priority: 0, skills: {}, features: [], ...changes }
}

export function sampleRule(name: string, condition: string, to = 'billing'): Rule {
  return { name, condition, result: sampleResult(to) }
}

export function sampleQueue(name: string): Queue {
  return { name: queue(name), title: name, strategy: 'longest-idle', offerTimeoutMs: 60_000, wrapUpMs: 0 }
}
