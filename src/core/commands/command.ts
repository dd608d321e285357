import type { QueueName, TeamName } from '../ids.ts'
import type { fillableFacts } from '../routing/rule-vocabulary.ts'

/** A list of names to set: the whole list, or what comes and goes. */
export type ListChange =
  | { readonly how: 'replace'; readonly names: readonly string[] }
  | { readonly how: 'change'; readonly add: readonly string[]; readonly remove: readonly string[] }

/** Skills with levels 1 to 5. `remove` only where `how` is `change`. */
export type SkillChange =
  | { readonly how: 'replace'; readonly levels: Readonly<Record<string, number>> }
  | { readonly how: 'change'; readonly levels: Readonly<Record<string, number>>; readonly remove: readonly string[] }

/** What `agent add` and `agent set` say of an agent; absent parts stay as they are. */
export interface AgentSettings {
  readonly name?: string
  readonly queues?: ListChange
  readonly skills?: SkillChange
  readonly networks?: ListChange
  readonly features?: ListChange
  readonly capacity?: number
  /** Network type or id -> ceiling; null takes the ceiling away. */
  readonly capacityPerNetwork?: Readonly<Record<string, number | null>>
}

/** What `queue add` and `queue set` say of a queue; absent parts stay as they are. `group` null: it stands in none. */
export interface QueueSettings {
  readonly title?: string
  readonly offerTimeoutMs?: number
  readonly wrapUpMs?: number
  readonly group?: string | null
}

/** What `team add` and `team set` say of a team; absent parts stay as they are. `parent` null: it stands in none. */
export interface TeamSettings {
  readonly parent?: TeamName | null
  /** As people name agents. */
  readonly members?: ListChange
}

/** Text of the rule language, for its own parser. `at`: where it begins in the line that was typed, for pointing at mistakes. */
export interface RuleSource {
  readonly text: string
  readonly at: number
}

/** An agent as people name them: a Matrix id, its first part, or a display name. */
export type AgentReference = string
/** A rule by number (from 1) or by name. */
export type RuleReference = number | string
/** A place in a list, from 1. */
export type ListPlace = number | 'last'

interface Arguments {
  help: { readonly about?: string }
  version: object
  ready: object
  away: { readonly reason?: string }
  status: { readonly agent?: AgentReference }
  accept: object
  take: { readonly conversation?: number }
  decline: { readonly reason?: string }
  close: { readonly code: string; readonly text?: string }
  note: { readonly text: string }
  hold: object
  resume: object
  transfer: { readonly queue: QueueName; readonly reason: string }
  elsewhere: { readonly contact?: string }
  history: object
  why: { readonly conversation?: number }
  profile: { readonly conversation?: number }
  block: { readonly conversation?: number; readonly reason?: string }
  unblock: { readonly conversation?: number }
  health: object
  'agent list': object
  'agent show': { readonly agent: AgentReference }
  'agent add': { readonly user: string; readonly settings: AgentSettings }
  'agent set': { readonly agent: AgentReference; readonly settings: AgentSettings }
  'agent remove': { readonly agent: AgentReference }
  'team list': object
  'team show': { readonly team: TeamName }
  'team add': { readonly team: TeamName; readonly settings: TeamSettings }
  'team set': { readonly team: TeamName; readonly settings: TeamSettings }
  'team remove': { readonly team: TeamName }
  'queue list': object
  /** A queue, or a group of queues. */
  'queue show': { readonly queue: string }
  'queue add': { readonly queue: QueueName; readonly settings: QueueSettings }
  'queue set': { readonly queue: QueueName; readonly settings: QueueSettings }
  'queue remove': { readonly queue: QueueName }
  'contact list': object
  'contact show': { readonly contact: string }
  'contact links': object
  'question list': object
  'question add': {
    readonly question: string
    readonly text: string
    readonly choices?: readonly string[]
    readonly contact?: string
    readonly usesApp: boolean
    readonly fills?: (typeof fillableFacts)[number]
  }
  'question remove': { readonly question: string }
  'question move': { readonly question: string; readonly to: ListPlace }
  'rule list': object
  'rule show': { readonly rule: RuleReference }
  'rule add': { readonly source: RuleSource }
  'rule remove': { readonly rule: RuleReference }
  'rule move': { readonly rule: RuleReference; readonly to: ListPlace }
  'rule default': { readonly source: RuleSource }
  'rule check': object
  'rule diff': object
  'rule publish': { readonly reason: string }
  'rule rollback': { readonly version?: number; readonly reason?: string }
  'rule history': object
}

/** The name of a command, in full: `close`, `agent add`. */
export type CommandName = keyof Arguments

/** A command with its arguments, ready to be carried out. Whether the things it names exist is not known yet. */
export type Command = { readonly [Name in CommandName]: { readonly name: Name } & Arguments[Name] }[CommandName]

export type CommandNamed<Name extends CommandName> = Extract<Command, { name: Name }>
