import { type AppProfile, mergeProfile, withoutProgram } from '../identification/app-profile.ts'
import { softwareOf } from '../identification/software.ts'
import { closeOfBot } from './close.ts'
import { type Outcome, type Step, stale, step } from './decision.ts'
import { describeRoom } from './describe-room.ts'
import type { Effect } from './effect.ts'
import type { EventOf } from './event.ts'
import { tellOnce, toAgents } from './say-lines.ts'
import type { Conversation } from './state.ts'

const worthTelling = ['application', 'version', 'os', 'account'] as const

/**
 * Facts about the customer's software. Late ones are kept too and shown in the room; who waits is placed again, and of who
 * is with an agent it is looked whether that agent still fits.
 */
export function profileLearned(conversation: Conversation, event: EventOf<'profile-learned'>): Outcome {
  const before = conversation.profile
  const profile = mergeProfile(event.anew ? withoutProgram(before) : before, event.facts)
  const next: Conversation = { ...conversation, profile, ...(event.customer ? { customer: event.customer } : {}) }
  if (profile.bot?.value === 'yes' && !('agent' in next)) return closeOfBot(next, event.at)
  const isChanged = (name: string) => valueIn(profile, name) !== valueIn(before, name)
  if (!Object.keys({ ...before, ...profile }).some(isChanged)) return step(next)
  const told = worthTelling.some(isChanged) ? tellProfile(next, before, event) : step(next)
  return weighAgain(told, 'the app profile changed')
}

function valueIn(profile: AppProfile, name: string): string | undefined {
  return profile[name as keyof AppProfile]?.value
}

/** What the room is called follows. Another program is told in one line, once it has said what it is. */
function tellProfile(conversation: Conversation, before: AppProfile, { at, anew }: EventOf<'profile-learned'>): Step {
  const { profile, programBefore: awaited, roomOpened, ...rest } = conversation
  const software = softwareOf(profile)
  const earlier = awaited ?? (anew ? softwareOf(before) : undefined)
  const isAwaited = roomOpened && earlier !== undefined && software === undefined
  const next = { ...rest, profile, roomOpened, ...(isAwaited ? { programBefore: earlier } : {}) } as Conversation
  if (!roomOpened) return step(next)
  const { name: customer } = next.customer
  const line = () => {
    if (isAwaited) return []
    return earlier === undefined || earlier === software
      ? toAgents(next, 'late-facts', { profile })
      : toAgents(next, 'other-program', { customer, profile, earlier })
  }
  return step(next, { type: 'describe-room', description: describeRoom(next, at) }, ...line())
}

/** What the rules may decide by is no longer what it was when they decided. */
export function weighAgain({ conversation, effects }: Step, because: string): Step {
  switch (conversation.status) {
    case 'queued': {
      const again: Effect = { type: 'evaluate-rules', because }
      return step(conversation, ...effects, again)
    }
    case 'offered':
      return step({ ...conversation, rulesDue: true }, ...effects)
    case 'active':
    case 'held':
      return step({ ...conversation, rulesDue: true }, ...effects, { type: 'check-agent' })
    case 'identifying':
    case 'intake':
    case 'wrapping':
    case 'closed':
      return step(conversation, ...effects)
  }
}

/** The agent keeps the conversation; people decide what to do. */
export function agentUnfit(conversation: Conversation, { lacks }: EventOf<'agent-unfit'>): Outcome {
  if (conversation.status !== 'active' && conversation.status !== 'held') return stale('Nobody has it.')
  const { agent, agentName } = conversation
  return tellOnce(step(conversation), 'agent-unfit', { agent: agentName, lacks }, `unfit ${agent} ${lacks}`)
}
