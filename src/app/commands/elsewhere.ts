import type { CarryOutNamed } from './asked.ts'
import { apply, inRoom, notTheirs } from './conversation.ts'

/** What the customer was told stands in the room then, so nothing more is answered. */
export const tellElsewhere: CarryOutNamed<'elsewhere'> = async (asked, { contact }) =>
  inRoom(asked, async (session, working, person) => {
    const refusal = notTheirs(asked, working.conversation, 'send them elsewhere with')
    if (refusal) return refusal
    const which = contact === undefined ? {} : { contact }
    return apply(session, working, { type: 'elsewhere-requested', at: asked.at, person, ...which })
  })
