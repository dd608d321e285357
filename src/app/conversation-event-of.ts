import type { ConversationEvent } from '../core/conversation/event.ts'
import type { InboxBody } from './inbox-body.ts'

type TimerBody = Extract<InboxBody, { kind: 'timer' }>

/** The fact that a timer's moment has come. A position needs to be counted first, so it has none here. */
export function eventOfTimer(body: TimerBody): ConversationEvent | undefined {
  const at = body.dueAt
  switch (body.timer) {
    case 'identification':
      return { type: 'identification-ended', at }
    case 'intake':
      return { type: 'intake-timed-out', at }
    case 'quiet':
      return { type: 'answer-settled', at }
    case 'offer':
      return body.offer ? { type: 'offer-timed-out', at, offer: body.offer } : undefined
    case 'wrap-up':
      return { type: 'wrap-up-ended', at }
    case 'retry':
      return { type: 'agent-available', at }
    case 'position':
      return undefined
  }
}
