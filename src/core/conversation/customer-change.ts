import { withPrefix } from '../message/with-prefix.ts'
import { type Outcome, stale, step } from './decision.ts'
import type { EventOf } from './event.ts'
import { speakUp } from './first-words.ts'
import { tellOnce } from './say-lines.ts'
import type { Conversation, SaidLine } from './state.ts'

/** Stands before the new text of what the agent cannot see changed. */
const changedMark = '* '
/** More than any emoji has. What is longer is no reaction. */
const longestReaction = 64

/**
 * The line is changed where it stands. What was taken as the answer to a question stays so: the rules may have decided by it,
 * and the agent reads both.
 */
export function customerEdited(conversation: Conversation, event: EventOf<'customer-edited'>): Outcome {
  const { target, message, at, remoteId } = event
  const otherwise = withPrefix(message, changedMark)
  if (wasSaid(conversation, target)) {
    return step({
      ...conversation,
      said: conversation.said.map((line) => (line.remoteId === target ? { ...line, message } : line)),
    })
  }
  if (conversation.roomOpened) return step(conversation, { type: 'edit-as-customer', target, message, at, otherwise })
  const line: SaidLine = { at, message: otherwise, remoteId }
  return speakUp({ ...conversation, said: [...conversation.said, line] }, at)
}

export function customerRedacted(conversation: Conversation, { target, at }: EventOf<'customer-redacted'>): Outcome {
  if (wasSaid(conversation, target)) {
    return step({ ...conversation, said: conversation.said.filter(({ remoteId }) => remoteId !== target) })
  }
  if (!conversation.roomOpened) return stale('It was not said here.')
  return step(conversation, { type: 'redact-as-customer', target, at })
}

export function customerReacted(conversation: Conversation, event: EventOf<'customer-reacted'>): Outcome {
  const { target, removed, at } = event
  const reaction = event.key.trim()
  if (!conversation.roomOpened) return stale('There is no room to show it in.')
  if (reaction === '' || reaction.length > longestReaction) return stale('This is no reaction.')
  return step(conversation, { type: 'react-as-customer', target, reaction, removed, at })
}

/** The agent is told once for each kind; the new text of an edit is there already. */
export function targetUnknown(conversation: Conversation, { what }: EventOf<'target-unknown'>): Outcome {
  const id = what === 'edit' ? 'edit-unplaced' : 'redaction-unplaced'
  if (!conversation.roomOpened || conversation.told.includes(id)) return stale('It was said already.')
  return tellOnce(step(conversation), id, { customer: conversation.customer.name })
}

function wasSaid({ said }: Conversation, target: SaidLine['remoteId']): boolean {
  return said.some(({ remoteId }) => remoteId === target)
}
