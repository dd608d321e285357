import { oneLine } from '../text/one-line.ts'
import type { FailedTest } from './decision-record.ts'
import type { Release } from './releases.ts'
import { list, networkWord } from './why-words.ts'

const mostTold = 6
const mostNames = 2

/** `Ben closes one · Finn comes back · Gina may take Slack`; the same change of several people is told once. */
export function describeReleases(releases: readonly Release[]): string {
  const groups = new Map<string, { readonly failed: FailedTest; readonly names: string[] }>()
  for (const { name, failed } of releases) {
    const key = changeWords(failed)
    const group = groups.get(key) ?? { failed, names: [] }
    group.names.push(oneLine(name))
    groups.set(key, group)
  }
  const told = [...groups.values()].map(({ failed, names }) => `${oneOf(names)} ${changeWords(failed)}`)
  const rest = told.length - mostTold
  return [...told.slice(0, mostTold), ...(rest > 0 ? [`${rest} other changes`] : [])].join(' · ')
}

function oneOf(names: readonly string[]): string {
  if (names.length <= mostNames + 1) return list(names, 'or')
  return `${names.slice(0, mostNames).join(', ')} or one of ${names.length - mostNames} more`
}

function changeWords(failed: FailedTest): string {
  switch (failed.code) {
    case 'away':
      return 'comes back'
    case 'full':
      return 'closes one'
    case 'full-on-network':
      return `closes one on ${networkWord(failed.network)}`
    case 'network':
      return `may take ${networkWord(failed.network)}`
    case 'feature':
      return `gets feature ${failed.feature}`
    case 'skill':
      return `gets ${failed.skill} ${failed.needs}`
    case 'other-queue':
      return 'joins the queue'
    case 'refused':
      return 'is asked again'
  }
}
