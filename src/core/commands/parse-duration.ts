import { quoted } from '../text/one-line.ts'
import { accepted, type Parsed, problem } from './parsed.ts'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const wholeWords = /^(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?)$/

/** `60s`, `2 min`, `1h`, `90` (seconds); in ms, from 0 to `most`. */
export function parseDuration(text: string, most: number): Parsed<number> {
  const [, count, unit = 's'] = /^(\d{1,6})\s*([a-z]*)$/.exec(text.trim().toLowerCase()) ?? []
  const word = unit === '' ? 's' : unit
  const factor = wholeWords.test(word) ? units[word.charAt(0)] : undefined
  if (count === undefined || factor === undefined) {
    return problem(`${quoted(text, 40)} is no length of time. Write it like 60s, 2 min or 1h.`)
  }
  const ms = Number(count) * factor
  return ms <= most ? accepted(ms) : problem(`${quoted(text, 40)} is too long: ${most / 60_000} min at most.`)
}
