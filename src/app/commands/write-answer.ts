import type { Message } from '../../core/message/message.ts'
import { tellInRoom } from '../apply-room-event.ts'
import { order, type Session, type Working } from '../session.ts'
import type { Answer, Asked } from './asked.ts'

/** Orders the answer to be posted where it was asked; in a conversation's room after all that waits for that room. */
export function writeAnswer(
  session: Session,
  asked: Asked,
  working: Working | undefined,
  answer: Answer,
  rowId: number,
): void {
  if (answer === undefined) return
  const message: Message = typeof answer === 'string' ? { kind: 'notice', text: answer } : answer
  const key = `answer:${rowId}`
  if (working) tellInRoom(session, working, message, key)
  else order(session, key, { of: 'room', room: asked.room, message })
}
