import { type ArgumentText, nothing, oneWord, wholeText } from './arguments.ts'
import { catalogue } from './catalogue.ts'
import type { Command, CommandName, CommandNamed } from './command.ts'
import { parseAgentAdd, parseAgentName, parseAgentSet } from './parse-agent.ts'
import { optional, parseBlock, parseClose, parseConversation, parseNote, parseTransfer } from './parse-conversation.ts'
import { parseQuestionAdd, parseQuestionMove, parseQuestionName } from './parse-question.ts'
import { parseQueueAdd, parseQueueName, parseQueueOrGroup, parseQueueSet } from './parse-queue.ts'
import {
  parsePublish,
  parseRollback,
  parseRuleDefault,
  parseRuleMove,
  parseRuleReference,
  parseRuleSource,
} from './parse-rule.ts'
import { parseTeamAdd, parseTeamName, parseTeamSet } from './parse-team.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'

type Parsers = { readonly [Name in CommandName]: (args: ArgumentText) => Parsed<CommandNamed<Name>> }

/** A parser for a command that has no arguments. */
function bare<Name extends CommandName>(
  command: CommandNamed<Name>,
): (args: ArgumentText) => Parsed<CommandNamed<Name>> {
  return (args) => nothing(args, command)
}

const parsers: Parsers = {
  help: (args) => accepted({ name: 'help', ...optional('about', args) }),
  version: bare({ name: 'version' }),
  health: bare({ name: 'health' }),
  ready: bare({ name: 'ready' }),
  away: (args) => accepted({ name: 'away', ...optional('reason', args) }),
  status: (args) =>
    wholeText(args) === undefined
      ? accepted({ name: 'status' })
      : then(oneWord(args, 'one agent'), (agent) => accepted({ name: 'status', agent })),
  accept: bare({ name: 'accept' }),
  take: (args) => then(parseConversation(args, true), (which) => accepted({ name: 'take', ...which })),
  decline: (args) => accepted({ name: 'decline', ...optional('reason', args) }),
  close: parseClose,
  note: parseNote,
  hold: bare({ name: 'hold' }),
  resume: bare({ name: 'resume' }),
  transfer: parseTransfer,
  elsewhere: (args) =>
    wholeText(args) === undefined
      ? accepted({ name: 'elsewhere' })
      : then(oneWord(args, 'a contact'), (contact) => accepted({ name: 'elsewhere', contact })),
  history: bare({ name: 'history' }),
  why: (args) => then(parseConversation(args, false), (which) => accepted({ name: 'why', ...which })),
  profile: (args) => then(parseConversation(args, false), (which) => accepted({ name: 'profile', ...which })),
  block: parseBlock,
  unblock: (args) => then(parseConversation(args, false), (which) => accepted({ name: 'unblock', ...which })),
  'agent list': bare({ name: 'agent list' }),
  'agent show': (args) => then(parseAgentName(args), (agent) => accepted({ name: 'agent show', agent })),
  'agent add': parseAgentAdd,
  'agent set': parseAgentSet,
  'agent remove': (args) => then(parseAgentName(args), (agent) => accepted({ name: 'agent remove', agent })),
  'team list': bare({ name: 'team list' }),
  'team show': (args) => then(parseTeamName(args), (team) => accepted({ name: 'team show', team })),
  'team add': parseTeamAdd,
  'team set': parseTeamSet,
  'team remove': (args) => then(parseTeamName(args), (team) => accepted({ name: 'team remove', team })),
  'queue list': bare({ name: 'queue list' }),
  'queue show': (args) => then(parseQueueOrGroup(args), (queue) => accepted({ name: 'queue show', queue })),
  'queue add': parseQueueAdd,
  'queue set': parseQueueSet,
  'queue remove': (args) => then(parseQueueName(args), (queue) => accepted({ name: 'queue remove', queue })),
  'contact list': bare({ name: 'contact list' }),
  'contact show': (args) => then(oneWord(args, 'a contact'), (contact) => accepted({ name: 'contact show', contact })),
  'contact links': bare({ name: 'contact links' }),
  'question list': bare({ name: 'question list' }),
  'question add': parseQuestionAdd,
  'question remove': (args) =>
    then(parseQuestionName(args), (question) => accepted({ name: 'question remove', question })),
  'question move': parseQuestionMove,
  'rule list': bare({ name: 'rule list' }),
  'rule show': (args) => then(parseRuleReference(args), (rule) => accepted({ name: 'rule show', rule })),
  'rule add': (args) => then(parseRuleSource(args), (source) => accepted({ name: 'rule add', source })),
  'rule remove': (args) => then(parseRuleReference(args), (rule) => accepted({ name: 'rule remove', rule })),
  'rule move': parseRuleMove,
  'rule default': (args) => then(parseRuleDefault(args), (source) => accepted({ name: 'rule default', source })),
  'rule check': bare({ name: 'rule check' }),
  'rule diff': bare({ name: 'rule diff' }),
  'rule publish': parsePublish,
  'rule rollback': parseRollback,
  'rule history': bare({ name: 'rule history' }),
}

/** A command with its arguments, or what is wrong with them, what would be accepted, and an example. Never throws. */
export function parseCommand(name: CommandName, args: ArgumentText): Parsed<Command> {
  const parsed: Parsed<Command> = parsers[name](args)
  if (parsed.ok) return parsed
  const mark = args.place === 'conversation' ? '!' : ''
  const { usage, examples } = catalogue[name]
  const example = examples.find((one) => one !== usage)
  const lines = [parsed.problem, `Usage: ${mark}${usage}`, ...(example ? [`Example: ${mark}${example}`] : [])]
  return problem(lines.join('\n'))
}
