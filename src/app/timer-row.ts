import type { OfferId } from '../core/ids.ts'
import type { NewInboxRow } from '../ports/inbox.ts'
import type { Timer } from '../ports/timer.ts'
import { conversationSubject, makeRow } from './inbox-body.ts'

/** What a timer becomes when its moment has come. It has no key: firing takes the timer away, and one that is set anew for the same moment is another. */
export function timerRow({ conversation, kind, subject, dueAt, lease }: Timer): NewInboxRow {
  const offer = subject === '' ? {} : { offer: subject as OfferId }
  return makeRow(lease, conversationSubject(conversation), {
    ...{ kind: 'timer', conversation, timer: kind, dueAt },
    ...offer,
  })
}
