import type { AgentId, ConversationId, QueueName } from '../ids.ts'
import type { RuleResult } from './rule-set.ts'

/** The first test a candidate failed. */
export type FailedTest =
  | { readonly code: 'other-queue' }
  | { readonly code: 'away'; readonly reason?: string; readonly since: number }
  | { readonly code: 'full'; readonly load: number; readonly capacity: number }
  | { readonly code: 'full-on-network'; readonly load: number; readonly capacity: number; readonly network: string }
  | { readonly code: 'network'; readonly network: string }
  | { readonly code: 'feature'; readonly feature: string }
  | { readonly code: 'skill'; readonly skill: string; readonly has: number; readonly needs: number }
  | { readonly code: 'refused'; readonly how: string; readonly at: number; readonly reason?: string }

export interface Candidate {
  readonly agent: AgentId
  readonly name: string
  readonly failed?: FailedTest
  /** For those who could take it. */
  readonly idleMs?: number
  readonly load?: number
}

export interface TriedRule {
  readonly index: number
  readonly name: string
  readonly matched: boolean
  /** Which part was false, or the error, in words. */
  readonly why?: string
}

/** How the rules placed a conversation. */
export interface PlacementRecord {
  readonly ruleSetVersion: number
  /** In order, up to the one that matched. */
  readonly tried: readonly TriedRule[]
  /** How many were tried besides and are left out of the middle of `tried`. Absent when none. */
  readonly omitted?: number
  /** 1-based; absent when the fallback decided. */
  readonly matched?: { readonly index: number; readonly name: string }
  readonly result: RuleResult
  readonly event: string
  /** The values the conditions saw, cut for storage. */
  readonly inputs: Readonly<Record<string, unknown>>
}

/** How an agent was chosen, or why nobody was. Candidates in full up to 500, beyond that counts per test and the best ten. */
export interface ChoiceRecord {
  readonly at: number
  readonly queue: QueueName
  readonly winner?: AgentId
  readonly tieBreak?: string
  readonly candidates: readonly Candidate[]
  readonly counts: Readonly<Record<string, number>>
  /** Everyone able has refused before, so they are asked again. */
  readonly secondRound: boolean
  /** When somebody who refused a moment ago may be asked again, if that is all there is to wait for. ms since the epoch. */
  readonly retryAt?: number
}

/** The stored record of why a conversation went where it went. */
export interface DecisionRecord {
  readonly conversation: ConversationId
  readonly at: number
  readonly placement?: PlacementRecord
  readonly choice?: ChoiceRecord
}
