import type { Conversation, ConversationIn } from '../conversation/state.ts'
import { oneLine } from '../text/one-line.ts'
import { momentOf } from './rule-inputs.ts'
import type { WhyInputs } from './why-inputs.ts'
import { list, networkWord, utcTime } from './why-words.ts'

/** `Conversation 7 (anna, IRC libera)`. */
export function nameOf({ id, customer, networkType, network }: Conversation): string {
  return `Conversation ${id} (${oneLine(customer.name, 60)}, ${networkWord(networkType)} ${network})`
}

/** Where a conversation stands and how it came there, in a line or two. Of one that waits `whyWaiting` tells more. */
export function standingLines(inputs: WhyInputs): readonly string[] {
  const { conversation } = inputs
  const name = nameOf(conversation)
  switch (conversation.status) {
    case 'identifying':
      return [`${name} is new: I am finding out who writes.`]
    case 'intake':
      return [`${name} is not routed yet: ${customerOf(conversation)} is being asked what it is about.`]
    case 'queued':
      return [`${name} waits in ${conversation.placement.queue}${ruleSet(inputs)}.`]
    case 'offered':
      return [
        `${name} is offered to ${invited(conversation)} at this moment, for ${conversation.placement.queue}${ruleSet(inputs)}.${underWay(conversation)}`,
      ]
    case 'active':
      return [`${name} ${wentTo(conversation, inputs)}.`]
    case 'held':
      return [`${name} ${wentTo(conversation, inputs)} and is on hold since ${moment(conversation.heldAt, inputs)}.`]
    case 'wrapping':
      return [`${name} ${wentTo(conversation, inputs)}. ${wrapping(conversation, inputs)}`]
    case 'closed':
      return [`${name} is over: ${ending(conversation, inputs)}`, came(conversation, inputs)]
  }
}

function ruleSet({ placement }: WhyInputs): string {
  return placement ? ` by rule set ${placement.ruleSetVersion}` : ''
}

function wentTo({ agentName, acceptedAt }: ConversationIn<'active' | 'held' | 'wrapping'>, inputs: WhyInputs): string {
  return `went to ${oneLine(agentName)} ${dayAndTime(acceptedAt, inputs)}${ruleSet(inputs)}`
}

function invited({ offers }: ConversationIn<'offered'>): string {
  return list(offers.map(({ agentName }) => oneLine(agentName)))
}

function underWay({ offers }: ConversationIn<'offered'>): string {
  const isUnconfirmed = offers.some(({ answerBy }) => answerBy === undefined)
  return isUnconfirmed ? ' The homeserver has not confirmed the invitation yet.' : ''
}

function wrapping({ agentName, closedAt, code }: ConversationIn<'wrapping'>, inputs: WhyInputs): string {
  return `${oneLine(agentName)} closed it ${dayAndTime(closedAt, inputs)} (${oneLine(code, 40)}) and is wrapping up.`
}

/** Who ended it, when, how, and who had it. */
function ending(conversation: ConversationIn<'closed'>, inputs: WhyInputs): string {
  const { by, closedAt, code } = conversation
  const agent = conversation.agentName === undefined ? undefined : oneLine(conversation.agentName)
  const had = `${agent ?? 'nobody'} had it.`
  const how = `(${oneLine(code, 40)})`
  const time = dayAndTime(closedAt, inputs)
  switch (by) {
    case 'agent':
      return `${agent ?? 'its agent'} closed it ${time} ${how}.`
    case 'supervisor':
      return `a supervisor closed it ${time} ${how}; ${had}`
    case 'customer':
      return `${customerOf(conversation)} ended it ${time} ${how}; ${had}`
    case 'network':
      return `it was closed ${time}, because it was with a program of the network ${how}; ${had}`
    case 'idle':
      return `it was closed ${time}, because it was quiet ${how}; ${had}`
  }
}

function came({ openedAt }: Conversation, inputs: WhyInputs): string {
  const went = inputs.placement
    ? `went to ${inputs.placement.result.queue}${ruleSet(inputs)}`
    : 'ended before it went to a queue'
  return `It came ${dayAndTime(openedAt, inputs)} and ${went}.`
}

function customerOf({ customer }: Conversation): string {
  return oneLine(customer.name, 60)
}

/** `at 14:03:31`; the day before it where that is not today. */
function dayAndTime(at: number, inputs: WhyInputs): string {
  const day = momentOf(at).date
  return `${day === momentOf(inputs.now).date ? '' : `on ${day} `}at ${moment(at, inputs)}`
}

function moment(at: number, { time = utcTime }: WhyInputs): string {
  return time(at)
}
