import { type PreparedRules, prepareRules } from '../core/routing/rule-index.ts'
import type { StoredRuleSet } from '../core/routing/rule-set.ts'
import type { RuleSets } from '../ports/rule-sets.ts'

/** The published rules as this process last read them, ready to be evaluated. */
export interface RulesView {
  current(): { readonly stored: StoredRuleSet; readonly prepared: PreparedRules }
  /** Reads the published set; true when it is another version than before. */
  refresh(): Promise<boolean>
}

const nothing: StoredRuleSet = {
  version: 0,
  status: 'published',
  author: '',
  reason: '',
  at: 0,
  rules: { queues: [], questions: [], rules: [] },
}

export function createRulesView(ruleSets: Pick<RuleSets, 'published'>): RulesView {
  let current = { stored: nothing, prepared: prepareRules(nothing.rules) }
  return {
    current: () => current,
    refresh: async () => {
      const stored = await ruleSets.published()
      if (stored.version === current.stored.version) return false
      current = { stored, prepared: prepareRules(stored.rules) }
      return true
    },
  }
}
