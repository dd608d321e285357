import { linesMessage } from '../../core/commands/tables.ts'
import { customerName, networkWords } from '../../core/conversation/describe-room.ts'
import { elsewhereOf, shortestName } from '../../core/conversation/elsewhere.ts'
import type { Conversation } from '../../core/conversation/state.ts'
import { describeProfile } from '../../core/identification/describe-profile.ts'
import type { ConversationId } from '../../core/ids.ts'
import type { Agent } from '../../core/routing/agent.ts'
import { oneLine } from '../../core/text/one-line.ts'
import type { App } from '../deps.ts'
import type { CarryOutNamed } from './asked.ts'
import { noSuchConversation } from './forward-order.ts'
import { customerPresenceWords } from './presence-words.ts'
import { elsewhereWords, sharedWords } from './shared-words.ts'

/** Who writes, with what, what that can do, and how we know each of it. */
export const showProfile: CarryOutNamed<'profile'> = async (asked, command) => {
  const { app, at } = asked
  const id = (command.conversation ?? asked.conversation) as ConversationId | undefined
  const stored = id === undefined ? undefined : await app.store.conversation(id)
  if (!stored) return noSuchConversation(id ?? 0)
  const { conversation } = stored
  const features = app.networks.get(conversation.network)?.features
  const silent = features?.identification === 'absent' ? { silentNetwork: conversation.networkName } : {}
  const rows = describeProfile(conversation.profile, { now: at, identified: conversation.identified, ...silent })
  return linesMessage(
    [whoWrites(app, conversation)],
    [...rows, ...elsewhereRows(app, conversation)],
    [...usedLine(conversation), ...sharedLine(app, conversation, asked.person)],
  )
}

/** `anna on XMPP example.org, anna@example.org; away (lunch)`. */
function whoWrites(app: App, conversation: Conversation): string {
  const presence = customerPresenceWords(app, conversation)
  const who = `${customerName(conversation)} on ${networkWords(conversation)}, ${oneLine(conversation.customer.address, 80)}`
  return presence === '' ? who : `${who}; ${presence}`
}

function usedLine({ used = [] }: Conversation): readonly string[] {
  return used.length === 0 ? [] : [`Used here: ${used.join(', ')}. Whoever takes it must be able to.`]
}

/** Seen by the agent who has it: what they and the customer can use together. Others see it of that agent. */
function sharedLine(app: App, conversation: Conversation, person: string): readonly string[] {
  const agent = agentOf(app, conversation)
  if (!agent) return []
  const who = agent.id === person ? 'You' : `The customer and ${oneLine(agent.name, 40)}`
  return [`${who} can both use: ${sharedWords(app, conversation, agent)}.`]
}

/** Where they would have more, and how to tell the customer so. */
function elsewhereRows(app: App, conversation: Conversation): readonly (readonly string[])[] {
  const agent = agentOf(app, conversation)
  const others = elsewhereOf(conversation)
  return others.map((other) => [
    'Elsewhere',
    elsewhereWords(other, agent),
    `${other.link} (!elsewhere ${shortestName(other, others)} tells ${customerName(conversation)})`,
  ])
}

function agentOf({ agents }: App, conversation: Conversation): Agent | undefined {
  return 'agent' in conversation ? agents.index.agents.get(conversation.agent) : undefined
}
