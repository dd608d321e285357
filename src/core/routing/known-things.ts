import type { Agent } from './agent.ts'

/** What a rule set is checked against besides itself. */
export interface KnownThings {
  readonly contacts: readonly string[]
  readonly networks: readonly { readonly id: string; readonly type: string }[]
  readonly agents: readonly Agent[]
  readonly teams?: readonly string[]
}
