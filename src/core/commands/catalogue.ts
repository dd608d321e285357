import type { CommandName } from './command.ts'
import type { CommandRow, Section } from './command-row.ts'
import { agentRows } from './rows/agent-rows.ts'
import { contactRows } from './rows/contact-rows.ts'
import { conversationRows } from './rows/conversation-rows.ts'
import { generalRows } from './rows/general-rows.ts'
import { questionRows } from './rows/question-rows.ts'
import { queueRows } from './rows/queue-rows.ts'
import { ruleRows } from './rows/rule-rows.ts'
import { teamRows } from './rows/team-rows.ts'

/** Every command there is. A command without a row does not compile. */
export const catalogue: Readonly<Record<CommandName, CommandRow>> = {
  ...generalRows,
  ...conversationRows,
  ...queueRows,
  ...agentRows,
  ...contactRows,
  ...teamRows,
  ...questionRows,
  ...ruleRows,
}

/** In the order of the catalogue. */
export const commandNames = Object.keys(catalogue) as readonly CommandName[]

/** In the order in which help shows them. */
export const sections: readonly Section[] = [
  'Your availability',
  'Conversations',
  'Queues',
  'Agents',
  'Contacts',
  'Questions',
  'Rules',
  'General',
]
