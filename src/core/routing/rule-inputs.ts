import { requestLines } from '../conversation/request.ts'
import type { Conversation } from '../conversation/state.ts'
import type { AppProfile, FactName } from '../identification/app-profile.ts'
import { features } from '../identification/features.ts'
import { versionParts } from '../identification/known-programs.ts'
import { factNames } from './rule-vocabulary.ts'

/** How a queue stands: conversations waiting, agents ready, and how many more conversations those could take. */
export interface QueueState {
  readonly waiting: number
  readonly ready: number
  readonly free: number
}

/** The facts of the app profile, and what follows from them. `features`: what it surely can. */
export type AppInputs = Readonly<Record<FactName, string>> & {
  readonly known: boolean
  readonly major: number
  readonly minor: number
  readonly features: readonly string[]
}

/** How a team stands: agents ready, and how many more conversations those could take. */
export type TeamState = Omit<QueueState, 'waiting'>

/** What the conditions of rules see. Absent facts are the empty text. */
export interface RuleInputs {
  readonly network: { readonly id: string; readonly type: string; readonly name: string }
  readonly contact: string
  readonly customer: {
    readonly name: string
    readonly account: string
    readonly returning: boolean
    /** Earlier conversations. */
    readonly count: number
  }
  readonly app: AppInputs
  readonly answers: Readonly<Record<string, string>>
  /** What the customer wrote apart from answers, lines joined by `\n`, at most `mostText` characters. */
  readonly text: string
  /** UTC. `weekday` is `monday` to `sunday`, `date` is `2026-12-31`. */
  readonly now: {
    readonly ms: number
    readonly hour: number
    readonly minute: number
    readonly weekday: string
    readonly date: string
  }
  readonly queues: Readonly<Record<string, QueueState>>
  readonly teams: Readonly<Record<string, TeamState>>
}

/** What the conversation itself does not know. `lines`: what the customer wrote, when the conversation does not hold it any more. */
export interface Surroundings {
  readonly now: number
  readonly queues: Readonly<Record<string, QueueState>>
  readonly teams?: Readonly<Record<string, TeamState>>
  readonly lines?: readonly string[]
}

export const mostText = 4096
const dayMs = 86_400_000
const weekdays = ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday', 'wednesday']

/** The inputs of a conversation at one moment. */
export function makeRuleInputs(conversation: Conversation, surroundings: Surroundings): RuleInputs {
  const { customer, returning } = conversation
  return {
    network: { id: conversation.network, type: conversation.networkType, name: conversation.networkName },
    contact: conversation.contact,
    customer: {
      name: customer.name,
      account: customer.account ?? '',
      returning: returning !== undefined && returning.count > 0,
      count: returning?.count ?? 0,
    },
    app: appInputs(conversation.profile),
    answers: conversation.answers,
    text: cutText((surroundings.lines ?? requestLines(conversation)).join('\n')),
    now: momentOf(surroundings.now),
    queues: surroundings.queues,
    teams: surroundings.teams ?? {},
  }
}

/** Cut so that no character is cut in two. */
export function cutText(text: string): string {
  if (text.length <= mostText) return text
  const unit = text.charCodeAt(mostText - 1)
  return text.slice(0, unit >= 0xd800 && unit < 0xdc00 ? mostText - 1 : mostText)
}

/** The profile as conditions see it. */
export function appInputs(profile: AppProfile): AppInputs {
  const values = factNames.map((name) => [name, profile[name]?.value ?? ''] as const)
  return {
    ...(Object.fromEntries(values) as Record<FactName, string>),
    known: profile.application !== undefined,
    ...versionParts(profile.version?.value ?? ''),
    features: features.filter((feature) => profile[feature]?.value === 'yes'),
  }
}

/** The parts of a time in UTC. `ms` since the epoch. */
export function momentOf(ms: number): RuleInputs['now'] {
  const day = Math.floor(ms / dayMs)
  const minutes = Math.floor((ms - day * dayMs) / 60_000)
  const weekday = weekdays[((day % 7) + 7) % 7] ?? ''
  return { ms, hour: Math.floor(minutes / 60), minute: minutes % 60, weekday, date: dateOf(day) }
}

/** The civil date of a day counted from 1970-01-01, by years that begin in March (so that the leap day is the last). */
function dateOf(day: number): string {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const leapDays = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096)
  const yearOfEra = Math.floor((ofEra - leapDays) / 365)
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const dayOfMonth = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return [year, month, dayOfMonth].map((part) => String(part).padStart(2, '0')).join('-')
}
