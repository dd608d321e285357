import { oneLine } from '../text/one-line.ts'
import type { PlacementRecord, TriedRule } from './decision-record.ts'

const mostBefore = 6
const mostWhy = 120

/** `1 "vip": no, customer.returning is false · 2 "billing words": yes`; of many that did not match the first and the last. */
export function describeTried({ tried, omitted = 0, matched }: PlacementRecord): string {
  const before = tried.filter((rule) => !rule.matched)
  const shown =
    before.length <= mostBefore ? before : [...before.slice(0, mostBefore / 2), ...before.slice(-mostBefore / 2)]
  const words = shown.map(describeRule)
  const more = before.length - shown.length + omitted
  if (more > 0) words.splice(mostBefore / 2, 0, `${more} more: no`)
  if (matched) words.push(`${matched.index} "${matched.name}": yes`)
  else words.push('default: no rule matched')
  return words.join(' · ')
}

function describeRule({ index, name, why }: TriedRule): string {
  const reason = why === undefined ? '' : `, ${oneLine(why, mostWhy)}`
  return `${index} "${name}": no${reason}`
}
