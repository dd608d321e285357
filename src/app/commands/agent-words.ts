import { type Agent, loadOf } from '../../core/routing/agent.ts'
import { shortDuration } from '../../core/text/duration.ts'
import { oneLine } from '../../core/text/one-line.ts'

const setBy = {
  machine: 'set by me',
  admin: 'set by an admin',
  presence: 'as Matrix shows it',
} as const

/** `ready 12 min`, `away (lunch) 5 min`. */
export function availabilityWords({ availability }: Agent, now: number): string {
  const { state, reason, since } = availability
  const why = reason === undefined ? '' : ` (${oneLine(reason, 60)})`
  return `${state}${why} ${shortDuration(now - since)}`
}

/** `ready for 12 min, as they said`; `who` is them as a pronoun. */
export function availabilitySentence({ availability }: Agent, now: number, who: 'you' | 'they'): string {
  const { state, reason, since, by } = availability
  const why = reason === undefined ? '' : ` (${oneLine(reason, 60)})`
  return `${state}${why} for ${shortDuration(now - since)}, ${by === 'agent' ? `as ${who} said` : setBy[by]}`
}

/** `2 of 3`, with what is on hold beside it. */
export function loadWords(agent: Agent): string {
  const held = agent.seats.filter(({ kind }) => kind === 'held').length
  return `${loadOf(agent)} of ${agent.capacity}${held > 0 ? ` (+${held} on hold)` : ''}`
}

/** `billing, general`; `*` is `all`, nothing is `none`. */
export function listWords(names: readonly string[]): string {
  if (names.includes('*')) return 'all'
  return names.length === 0 ? 'none' : names.map((name) => oneLine(name, 40)).join(', ')
}

export function skillWords(skills: Agent['skills']): string {
  const words = Object.entries(skills).map(([skill, level]) => `${skill} ${level}`)
  return words.length === 0 ? 'none' : words.join(', ')
}

export function ceilingWords({ capacityPerNetwork }: Agent): string {
  return Object.entries(capacityPerNetwork)
    .map(([network, most]) => `${network} ${most}`)
    .join(', ')
}
