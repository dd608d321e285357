import { andThen, type Step, step } from './decision.ts'
import { toCustomer } from './say-lines.ts'
import type { Conversation, ConversationIn } from './state.ts'
import { tellableAt } from './waiting.ts'

/** The place has to be counted first: it is told when the timer for it is due. */
export function askPosition(conversation: ConversationIn<'queued'>, at: number): Step {
  return step({ ...conversation, positionAsked: true }, { type: 'set-timer', timer: 'position', at })
}

/** What they could not hear while they were away is told now: that we were away too, and where they stand. Who waits is placed anew. */
export function backInSight(conversation: Conversation, at: number): Step {
  const { unsaidGapMs, ...rest } = conversation
  const back = { ...rest, reach: 'here' } as Conversation
  const gap = unsaidGapMs === undefined ? [] : [toCustomer(back, 'gap', { ms: unsaidGapMs })]
  if (back.status !== 'queued') return step(back, ...gap)
  return andThen(step(back, ...gap), () => {
    const asked = askPosition(back, tellableAt(back, at))
    return step(asked.conversation, ...asked.effects, { type: 'evaluate-rules', because: 'the customer came back' })
  })
}
