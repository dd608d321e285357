import { requestOf } from '../conversation/request.ts'
import type { Conversation } from '../conversation/state.ts'
import { oneLine } from '../text/one-line.ts'
import type { PlacementRecord, TriedRule } from './decision-record.ts'
import { appInputs } from './rule-inputs.ts'

const mostBefore = 6
const mostWhy = 120

/** `1 "vip": no, customer.returning is false · 2 "billing words": yes`; of many that did not match the first and the last. */
export function describeTried({ tried, omitted = 0, matched, inputs }: PlacementRecord, now: Conversation): string {
  const before = tried.filter((rule) => !rule.matched)
  const shown =
    before.length <= mostBefore ? before : [...before.slice(0, mostBefore / 2), ...before.slice(-mostBefore / 2)]
  const gone = goneSince(inputs, now)
  const words = shown.map((rule) => describeRule(rule, gone))
  const more = before.length - shown.length + omitted
  if (more > 0) words.splice(mostBefore / 2, 0, `${more} more: no`)
  if (matched) words.push(`${matched.index} "${matched.name}": yes`)
  else words.push('default: no rule matched')
  return words.join(' · ')
}

function describeRule({ index, name, why }: TriedRule, gone: readonly RegExp[]): string {
  const isGone = why !== undefined && gone.some((saying) => saying.test(why))
  const told = isGone ? 'by what was changed or taken back since' : why
  const reason = told === undefined ? '' : `, ${oneLine(told, mostWhy)}`
  return `${index} "${name}": no${reason}`
}

/** What a rule saw and its customer has taken back is told no more, by the words with which a reason names it. */
function goneSince(inputs: PlacementRecord['inputs'], now: Conversation): readonly RegExp[] {
  const text = now.status === 'closed' ? now.request : requestOf(now)
  const isChanged = typeof inputs['text'] === 'string' && !text.startsWith(inputs['text'])
  return [
    ...(isAnyGone(inputs['answers'], now.answers) ? [/\banswers\b/] : []),
    ...(isAnyGone(inputs['app'], appInputs(now.profile)) ? [/\bapp\b/] : []),
    ...(isChanged ? [/\btext\b.* is /s] : []),
  ]
}

function isAnyGone(before: unknown, now: Readonly<Record<string, unknown>>): boolean {
  const known = Object.entries((before ?? {}) as Readonly<Record<string, unknown>>)
  return known.some(([name, value]) => value !== '' && (now[name] ?? '') === '')
}
