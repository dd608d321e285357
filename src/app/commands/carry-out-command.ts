import type { Command, CommandName, CommandNamed } from '../../core/commands/command.ts'
import { addAgent, listAgents, setAgent, showAgent } from './agent.ts'
import type { Act, Answer, Asked, CarryOut } from './asked.ts'
import { sayAway, sayReady, showStatus } from './availability.ts'
import { blockCustomer, unblockCustomer } from './block.ts'
import { listContacts, showContact, showLinks } from './contact.ts'
import { closeConversation, holdConversation, keepNote, resumeConversation } from './conversation.ts'
import { tellElsewhere } from './elsewhere.ts'
import { showHealth } from './health.ts'
import { showHelp, showVersion } from './help.ts'
import { showPast } from './history.ts'
import { showProfile } from './profile.ts'
import { checkRuleSet, diffRules, publishRules, rollBackRules, showHistory } from './publish.ts'
import { addQuestion, listQuestions, moveQuestion, removeQuestion } from './question.ts'
import { addQueue, removeQueue, setQueue } from './queue.ts'
import { listQueues, showQueue } from './queue-view.ts'
import { removeAgent } from './remove-agent.ts'
import { addRule, listRules, moveRule, removeRule, setDefault, showRule } from './rule.ts'
import { acceptOffer, declineOffer, takeConversation } from './take.ts'
import { addTeam, removeTeam, setTeam } from './team.ts'
import { listTeams, showTeam } from './team-view.ts'
import { transferConversation } from './transfer.ts'
import { explainWhy } from './why.ts'

const carriedOutBy: { readonly [Name in CommandName]: CarryOut<CommandNamed<Name>> } = {
  help: showHelp,
  version: showVersion,
  ready: sayReady,
  away: sayAway,
  status: showStatus,
  accept: acceptOffer,
  take: takeConversation,
  decline: declineOffer,
  close: closeConversation,
  note: keepNote,
  hold: holdConversation,
  resume: resumeConversation,
  transfer: transferConversation,
  elsewhere: tellElsewhere,
  history: showPast,
  why: explainWhy,
  profile: showProfile,
  block: blockCustomer,
  unblock: unblockCustomer,
  health: showHealth,
  'agent list': listAgents,
  'agent show': showAgent,
  'agent add': addAgent,
  'agent set': setAgent,
  'agent remove': removeAgent,
  'team list': listTeams,
  'team show': showTeam,
  'team add': addTeam,
  'team set': setTeam,
  'team remove': removeTeam,
  'queue list': listQueues,
  'queue show': showQueue,
  'queue add': addQueue,
  'queue set': setQueue,
  'queue remove': removeQueue,
  'contact list': listContacts,
  'contact show': showContact,
  'contact links': showLinks,
  'question list': listQuestions,
  'question add': addQuestion,
  'question remove': removeQuestion,
  'question move': moveQuestion,
  'rule list': listRules,
  'rule show': showRule,
  'rule add': addRule,
  'rule remove': removeRule,
  'rule move': moveRule,
  'rule default': setDefault,
  'rule check': checkRuleSet,
  'rule diff': diffRules,
  'rule publish': publishRules,
  'rule rollback': rollBackRules,
  'rule history': showHistory,
}

/** Carries out a command that was permitted, up to what belongs into the transaction. */
export function carryOutCommand(asked: Asked, command: Command): Promise<Answer | Act> {
  const carryOut = carriedOutBy[command.name] as CarryOut
  return carryOut(asked, command)
}
