import type { ConversationId } from '../ids.ts'
import type { Language } from '../text/language.ts'
import { say } from '../text/say.ts'
import { type Step, step } from './decision.ts'
import { plain } from './say-lines.ts'
import type { Conversation } from './state.ts'

/** One conversation of a customer's own past, fit for them to see. Times in ms since the epoch. */
export interface PastConversation {
  readonly id: ConversationId
  readonly openedAt: number
  readonly closedAt: number
  /** Absent where it never came so far. */
  readonly queue?: string
  /** By the naming policy; absent where nobody took it or they are not named. */
  readonly agentName?: string
  /** How it ended, in words for them; absent where there is nothing to say. */
  readonly outcome?: string
  /** How it began, in the customer's words. */
  readonly request: string
}

/** They asked for their past. `past`: newest first; absent where the network does not vouch for who they are. */
export interface PastAsked {
  readonly past?: readonly PastConversation[]
}

/** The answer to `history`: a short numbered list, one conversation a line. `now` in ms since the epoch. */
export function pastWords(language: Language, { past }: PastAsked, now: number): string {
  if (!past) return say(language, 'past-not-vouched', {})
  if (past.length === 0) return say(language, 'past-none', {})
  const lines = past.map((one, index) => entry(language, one, index + 1, now))
  return [say(language, 'past-list', {}), ...lines].join('\n')
}

function entry(language: Language, one: PastConversation, number: number, now: number): string {
  const { openedAt, queue, agentName, outcome, request } = one
  return say(language, 'past-entry', { number, now, openedAt, queue, agent: agentName, outcome, request })
}

/** Answers it; the question is no part of what they came for. */
export function tellPast(conversation: Conversation, asked: PastAsked | undefined, at: number): Step {
  if (!asked) return step(conversation)
  const message = plain(pastWords(conversation.language, asked, at))
  return step(lastAside(conversation), { type: 'send-to-chat', priority: 'prompt', message })
}

/** Their last line was for us, and says nothing of what they came for. */
export function lastAside<C extends Conversation>(conversation: C): C {
  const last = conversation.said.at(-1)
  if (!last) return conversation
  return { ...conversation, said: [...conversation.said.slice(0, -1), { ...last, aside: true as const }] }
}
