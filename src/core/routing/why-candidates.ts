import { shortDuration } from '../text/duration.ts'
import { oneLine } from '../text/one-line.ts'
import type { Candidate, ChoiceRecord } from './decision-record.ts'
import { countFailures, countsWords, failureWords, list, type TimeFormat } from './why-words.ts'

const mostNamed = 8
const mostAble = 4

/** The candidates of a choice as they are told: those who could not with their reasons, then those who could. */
export interface CandidateWords {
  /** How many serve the queue. */
  readonly serving: number
  /** `Ben: full (3 of 3). Carla: away (lunch) since 13:40:00.`; empty when there is nobody to name. */
  readonly unable: string
  /** `Mira 12 min, Eva 4 min`; empty when nobody could. */
  readonly able: string
  readonly ableNames: string
}

/** Agents of other queues are not named; beyond eight failures the rest are counted by reason. */
export function describeCandidates(record: ChoiceRecord, time: TimeFormat): CandidateWords {
  const { counts } = record
  const able = record.candidates.filter(({ failed }) => !failed)
  const unable = record.candidates.filter(({ failed }) => failed && failed.code !== 'other-queue')
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return {
    serving: all - (counts['other-queue'] ?? 0),
    unable: describeUnable(unable, counts, time),
    able: describeAble(able, counts['able'] ?? 0),
    ableNames: namesOf(able, counts['able'] ?? 0),
  }
}

function describeUnable(
  unable: readonly Candidate[],
  counts: Readonly<Record<string, number>>,
  time: TimeFormat,
): string {
  const named = unable.slice(0, mostNamed)
  const words = named.map(({ name, failed }) => (failed ? `${oneLine(name)}: ${failureWords(failed, time)}.` : ''))
  const rest = restOf(counts, countFailures(named))
  const more = Object.values(rest).reduce((sum, count) => sum + count, 0)
  const ending = named.length === 0 ? `${more}: ${countsWords(rest)}.` : `And ${more} more: ${countsWords(rest)}.`
  return [...words, ...(more > 0 ? [ending] : [])].join(' ')
}

function restOf(counts: Readonly<Record<string, number>>, named: Readonly<Record<string, number>>) {
  const codes = Object.keys(counts).filter((code) => code !== 'able' && code !== 'other-queue')
  const rest = codes.map((code) => [code, (counts[code] ?? 0) - (named[code] ?? 0)] as const)
  return Object.fromEntries(rest.filter(([, count]) => count > 0))
}

function describeAble(able: readonly Candidate[], count: number): string {
  const words = able.slice(0, mostAble).map(({ name, idleMs }) => `${oneLine(name)} ${shortDuration(idleMs ?? 0)}`)
  return [...words, ...(count > words.length ? [`${count - words.length} more`] : [])].join(', ')
}

function namesOf(able: readonly Candidate[], count: number): string {
  const names = able.slice(0, mostAble).map(({ name }) => oneLine(name))
  return list([...names, ...(count > names.length ? [`${count - names.length} more`] : [])])
}
