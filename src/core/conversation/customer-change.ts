import { withPrefix } from '../message/with-prefix.ts'
import { backInSight } from './back-in-sight.ts'
import { closeUnsaid } from './close.ts'
import { andThen, type Outcome, type Step, stale, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { goOn, lateLine, readAgain, tellLate } from './intake.ts'
import { nameFor, tellOnce, toCustomer } from './say-lines.ts'
import type { Conversation, Intake, SaidLine } from './state.ts'
import { changeInRoom, takeBackInRoom, withoutAnswer } from './take-back.ts'

/** Stands before the new text of what the agent cannot see changed. */
const changedMark = '* '
/** More than any emoji has. What is longer is no reaction. */
const longestReaction = 64

/**
 * The line is changed where it stands. What was taken as the answer to a question stays so: the rules may have decided by it,
 * and the agent reads both.
 */
export function customerEdited(before: Conversation, event: EventOf<'customer-edited'>): Step {
  return before.reach === 'here'
    ? edited(before, event)
    : andThen(backInSight(before, event.at), (conversation) => edited(conversation, event))
}

function edited(conversation: Conversation, event: EventOf<'customer-edited'>): Step {
  const { target, message, at, remoteId, writtenAt } = event
  const otherwise = withPrefix(message, changedMark)
  const line = saidAs(conversation, target)
  if (line) {
    const said = conversation.said.map((one) => (one === line ? { ...line, message } : one))
    const next: Conversation = { ...conversation, said, intake: withPiece(conversation.intake, line, message.text) }
    return next.wordless ? begun(next, event) : readAgain(next, target, at)
  }
  if (conversation.roomOpened) {
    return changeInRoom(conversation, event, { type: 'edit-as-customer', target, message, at, otherwise })
  }
  const own: SaidLine = { at, ...(writtenAt === undefined ? {} : { writtenAt }), message: otherwise, remoteId }
  const next: Conversation = { ...conversation, said: [...conversation.said, own] }
  return next.wordless ? begun(next, event) : step(next)
}

/** Whoever changes what they wrote is there, unless the change came late too. */
function begun(conversation: Conversation, { at, writtenAt }: EventOf<'customer-edited'>): Step {
  return writtenAt === undefined ? goOn(conversation, at) : tellLate(conversation, at)
}

export function customerRedacted(conversation: Conversation, event: EventOf<'customer-redacted'>): Outcome {
  const { target, at } = event
  const line = saidAs(conversation, target)
  if (line) {
    const said = conversation.said.filter((one) => one !== line)
    const left: Conversation = { ...conversation, said, intake: withPiece(conversation.intake, line) }
    const next = withoutAnswer(left, line.answered)
    const isNothing = next.wordless && next.occasion === 'late' && !lateLine(next)
    return isNothing ? closeUnsaid(next, at) : step(next)
  }
  if (!conversation.roomOpened) return stale('It was not said here.')
  return takeBackInRoom(conversation, event)
}

export function customerReacted(conversation: Conversation, event: EventOf<'customer-reacted'>): Outcome {
  const { target, removed, at } = event
  const reaction = event.key.trim()
  if (!conversation.roomOpened) return stale('There is no room to show it in.')
  if (reaction === '' || reaction.length > longestReaction) return stale('This is no reaction.')
  return step(conversation, { type: 'react-as-customer', target, reaction, removed, at })
}

/** The agent is told once for each kind, the customer of an edit; its new text is there already. */
export function targetUnknown(conversation: Conversation, { what }: EventOf<'target-unknown'>): Outcome {
  const id = what === 'edit' ? 'edit-unplaced' : 'redaction-unplaced'
  if (!conversation.roomOpened || conversation.told.includes(id)) return stale('It was said already.')
  const told = tellOnce(step(conversation), id, { customer: conversation.customer.name })
  return what === 'edit' ? { ...told, effects: [explained(conversation), ...told.effects] } : told
}

function explained(conversation: Conversation): Effect {
  const agent = 'agentName' in conversation ? nameFor(conversation, conversation.agentName ?? '') : undefined
  return toCustomer(conversation, 'own-edits-explained', { agent })
}

function saidAs({ said }: Conversation, target: SaidLine['remoteId']): SaidLine | undefined {
  return said.find(({ remoteId }) => remoteId === target)
}

/** An answer in pieces that is still waited for has what the line says now; nothing without `text`. */
function withPiece(intake: Intake, { message }: SaidLine, text?: string): Intake {
  const index = intake.pieces.lastIndexOf(message.text)
  return index < 0
    ? intake
    : { ...intake, pieces: intake.pieces.toSpliced(index, 1, ...(text === undefined ? [] : [text])) }
}
