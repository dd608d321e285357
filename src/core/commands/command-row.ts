import type { Level } from './permissions.ts'

/** Where something was written: to the bot alone, in the admins' room, in the room of a conversation. */
export type Place = 'dm' | 'admin-room' | 'conversation'

export type Section =
  | 'General'
  | 'Your availability'
  | 'Conversations'
  | 'Queues'
  | 'Agents'
  | 'Contacts'
  | 'Questions'
  | 'Rules'

/** One command as data: what help, the gate, the parser and the documentation know of it. */
export interface CommandRow {
  readonly section: Section
  /** Other spellings, in full. Plurals of the first word and common verbs (`ls`, `rm`, `new`) need no entry. */
  readonly aliases: readonly string[]
  /** With `<required>` and `[optional]` parts. */
  readonly usage: string
  /** One line, no full stop. */
  readonly help: string
  /** At least one; each of them is a line that works where the command does. */
  readonly examples: readonly [string, ...string[]]
  /** Lines for `help <command>` only. */
  readonly more?: readonly string[]
  readonly level: Level
  readonly places: readonly Place[]
}

export const everywhere: readonly Place[] = ['dm', 'admin-room', 'conversation']
/** Where customers' conversations are not disturbed. */
export const apart: readonly Place[] = ['dm', 'admin-room']
