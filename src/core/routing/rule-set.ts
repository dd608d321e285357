import type { Question } from '../conversation/state.ts'
import type { ContactId, QueueName } from '../ids.ts'

/** Where conversations wait for one kind of agent. */
export interface Queue {
  readonly name: QueueName
  readonly title: string
  readonly strategy: 'longest-idle'
  readonly offerTimeoutMs: number
  readonly wrapUpMs: number
  /** Where it stands among the others, from the outside in: `vienna/support`. Absent: in no group. */
  readonly group?: string
}

/** What a rule orders. */
export interface RuleResult {
  readonly queue: QueueName
  readonly priority: number
  readonly skills: Readonly<Record<string, number>>
  readonly features: readonly string[]
}

/** Ordered; the first whose condition holds decides. `condition` is CEL over network, contact, customer, app, answers, text, now, queue(). */
export interface Rule {
  readonly name: string
  readonly condition: string
  readonly result: RuleResult
}

/** A question of the intake. Asked of customers of `contact`, or of all when absent. */
export interface AskedQuestion extends Question {
  readonly contact?: ContactId
}

/** One versioned document. `fallback` always matches. */
export interface RuleSet {
  readonly queues: readonly Queue[]
  readonly questions: readonly AskedQuestion[]
  readonly rules: readonly Rule[]
  readonly fallback?: RuleResult
}

/** A rule set as it stands in the store. Version 0 is the empty set that is published before anything else. */
export interface StoredRuleSet {
  readonly version: number
  readonly status: 'draft' | 'published' | 'retired'
  readonly author: string
  readonly reason: string
  readonly at: number
  readonly rules: RuleSet
}
