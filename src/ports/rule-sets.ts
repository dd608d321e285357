import type { RuleSet, StoredRuleSet } from '../core/routing/rule-set.ts'

export interface NewRuleSet {
  readonly rules: RuleSet
  readonly author: string
  readonly reason: string
}

/** The versions of the rule set. At most one is published and one a draft at any time. Changes wake the topic `rules`. */
export interface RuleSets {
  /** Version 0, empty, as long as nothing was published. */
  published(): Promise<StoredRuleSet>
  draft(): Promise<StoredRuleSet | undefined>
  version(version: number): Promise<StoredRuleSet | undefined>
  /** Newest first, without the empty version 0. */
  history(limit: number): Promise<readonly StoredRuleSet[]>
  /** Makes or replaces the draft; it keeps its version number as long as nothing is published beside it. `seen`: the version and time of the draft it was made from; both 0 when it was made from none; `conflict` when that has changed. */
  saveDraft(rules: NewRuleSet, seen?: { readonly version: number; readonly at: number }): Promise<StoredRuleSet>
  /** The draft is published, what was published is retired. `refused` when there is no draft of that version. */
  publishDraft(version: number, author: string, reason: string): Promise<StoredRuleSet>
  /** Publishes under a new version, e.g. to go back. The draft stays; its number becomes a higher one, so that numbers rise with time. */
  publish(rules: NewRuleSet): Promise<StoredRuleSet>
  /** False when there was none. */
  discardDraft(): Promise<boolean>
}
