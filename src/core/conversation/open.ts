import { mergeProfile } from '../identification/app-profile.ts'
import { andThen, type Decision, seal, step } from './decision.ts'
import type { Effect } from './effect.ts'
import type { Opening } from './event.ts'
import { startIntake } from './intake.ts'
import { toCustomer } from './say-lines.ts'
import type { Conversation } from './state.ts'

/**
 * The beginning: greeting, first question and identification go out at once, before anything is known. The customer's
 * first message follows as the first event, or later if they came without a word. Pure; the effects carry version 0.
 */
export function open(opening: Opening, at: number): Decision {
  const fresh = begin(opening, at)
  const first = step(
    fresh,
    { type: 'identify-customer' },
    { type: 'set-timer', timer: 'identification', at: at + opening.identificationTimeoutMs },
    ...greeting(fresh, opening),
  )
  return seal(
    andThen(first, (conversation) => startIntake(conversation, at)),
    0,
  )
}

function greeting(fresh: Conversation, { customer, organisation, returning, greets }: Opening): readonly Effect[] {
  if (greets === false) return []
  const isReturning = returning !== undefined
  const hasPast = isReturning && customer.account !== undefined
  return [toCustomer(fresh, 'greeting', { name: customer.name, organisation, returning: isReturning, hasPast })]
}

/** A start button is a request in itself; who only looked in may want nothing. */
function isRequest({ occasion }: Opening): boolean {
  return occasion === undefined || occasion === 'home'
}

function begin(opening: Opening, at: number): Conversation {
  const {
    questions,
    organisation: _organisation,
    identificationTimeoutMs: _timeout,
    greets: _greets,
    ...settled
  } = opening
  return {
    ...settled,
    profile: mergeProfile({}, settled.profile),
    status: 'identifying',
    version: 0,
    openedAt: at,
    identified: false,
    intake: { questions, current: 0, pieces: [], misses: 0 },
    answers: {},
    said: [],
    request: '',
    roomAsked: false,
    roomOpened: false,
    reach: 'here',
    refusals: [],
    offerCount: 0,
    told: [],
    sent: [],
    cancelAsked: false,
    ...(isRequest(opening) ? {} : { wordless: true }),
  }
}
