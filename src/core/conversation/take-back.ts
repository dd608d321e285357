import type { AppProfile } from '../identification/app-profile.ts'
import { cardOf } from './card.ts'
import { type Step, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { answerSource } from './intake.ts'
import { weighAgain } from './profile.ts'
import { withChangedLine, withoutLine } from './request.ts'
import type { Conversation } from './state.ts'

/** Of a line that is in the room: the agent sees it changed there, and on the card. */
export function changeInRoom(conversation: Conversation, event: EventOf<'customer-edited'>, edit: Effect): Step {
  const changed = withChangedLine(conversation, event.target, event.message.text)
  if (!changed) return step(conversation, edit)
  const next: Conversation = { ...conversation, ...changed }
  return step(next, edit, { type: 'renew-card', message: cardOf(next, event.at), wipes: false })
}

/** Of a line that is in the room: it goes from there and from everything that was made of it. */
export function takeBackInRoom(conversation: Conversation, { target, at }: EventOf<'customer-redacted'>): Step {
  const redaction: Effect = { type: 'redact-as-customer', target, at }
  const left = withoutLine(conversation, target)
  if (!left) return step(conversation, redaction)
  const { answered, ...request } = left
  const next = withoutAnswer({ ...conversation, ...request }, answered)
  const card: Effect = { type: 'renew-card', message: cardOf(next, at), wipes: true }
  if (next.answers === conversation.answers) return step(next, redaction, card)
  const description: Effect = { type: 'describe-room', description: describeRoom(next, at) }
  return weighAgain(step(next, redaction, card, description), 'an answer was taken back')
}

/** An answer in their own words goes with the line that it came in, or with one of the lines. What they chose is a word of ours, and stays. */
export function withoutAnswer(conversation: Conversation, name: string | undefined): Conversation {
  const { answers, profile, intake } = conversation
  const question = intake.questions.find((one) => one.name === name)
  if (name === undefined || !question || question.choices || answers[name] === undefined) return conversation
  const { [name]: _, ...left } = answers
  const known = Object.entries(profile).filter(([, { source }]) => source !== answerSource(question))
  return { ...conversation, answers: left, profile: Object.fromEntries(known) as AppProfile }
}
