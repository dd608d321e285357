import { oneLine } from '../text/one-line.ts'
import type { Candidate, FailedTest } from './decision-record.ts'

/** Prints a time of day, e.g. `14:03:22`. `at` in ms since the epoch. */
export type TimeFormat = (at: number) => string

const dayMs = 86_400_000

/** HH:MM:SS in UTC. */
export function utcTime(at: number): string {
  const seconds = Math.floor((((at % dayMs) + dayMs) % dayMs) / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[], joiner = 'and'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joiner} ${last}`
}

const networkTypes: Readonly<Record<string, string>> = { irc: 'IRC', xmpp: 'XMPP', slack: 'Slack', bridged: 'Matrix' }

/** How people call a network type; ids and unknown types stay as they are. */
export function networkWord(type: string): string {
  return Object.hasOwn(networkTypes, type) ? (networkTypes[type] ?? type) : type
}

const longestReason = 80

/** Why somebody cannot, without their name: `away (lunch) since 13:40:00`. */
export function failureWords(failed: FailedTest, time: TimeFormat): string {
  switch (failed.code) {
    case 'other-queue':
      return 'other queue'
    case 'away':
      return `away${inBrackets(failed.reason)} since ${time(failed.since)}`
    case 'full':
      return `full (${failed.load} of ${failed.capacity})`
    case 'full-on-network':
      return `full on ${networkWord(failed.network)} (${failed.load} of ${failed.capacity})`
    case 'network':
      return `may not take ${networkWord(failed.network)}`
    case 'feature':
      return `lacks ${failed.feature}`
    case 'skill':
      return failed.has === 0 ? `no ${failed.skill}` : `${failed.skill} ${failed.has}, needs ${failed.needs}`
    case 'refused':
      return `${refusalWords(failed.how)}${inBrackets(failed.reason)} at ${time(failed.at)}`
  }
}

function inBrackets(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${oneLine(reason, longestReason)})`
}

const refusals: Readonly<Record<string, string>> = {
  'timed-out': 'did not answer',
  undeliverable: 'could not be invited',
  left: 'left it',
}

function refusalWords(how: string): string {
  return refusals[how] ?? how
}

const countWords: Readonly<Record<string, string>> = {
  'other-queue': 'other queue',
  'full-on-network': 'full on the network',
  network: 'may not take the network',
  feature: 'feature missing',
  skill: 'skill missing',
  refused: 'refused before',
}

/** `away 120, full 94`, the most frequent first. */
export function countsWords(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
  return sorted.map(([code, count]) => `${countWords[code] ?? code} ${count}`).join(', ')
}

/** How many there are of each failure. */
export function countFailures(candidates: readonly Candidate[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { failed } of candidates) if (failed) counts[failed.code] = (counts[failed.code] ?? 0) + 1
  return counts
}
