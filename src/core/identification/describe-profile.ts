import { shortDuration } from '../text/duration.ts'
import { oneLine } from '../text/one-line.ts'
import type { AppProfile, Fact, FactName } from './app-profile.ts'
import { type Feature, features } from './features.ts'

const longestValue = 60

/** What is not in the profile itself and yet decides how it is told. */
export interface ProfileView {
  readonly now: number
  /** Whether the questions to the customer's program have been answered, or have no answer. */
  readonly identified: boolean
  /** The name of the network, where it does not let anybody find out programs. */
  readonly silentNetwork?: string
}

const rows: readonly (readonly [label: string, fact: FactName])[] = [
  ['System', 'os'],
  ['Device', 'device'],
  ['Language', 'locale'],
  ['Time zone', 'timeZone'],
]
/** Told only when they are known: that they are not says nothing. */
const rowsIfKnown: readonly (readonly [label: string, fact: FactName])[] = [
  ['Account', 'account'],
  ['Real name', 'realName'],
  ['Host', 'host'],
  ['Encrypted', 'secure'],
]

/** The profile as rows of a table: what, which, and how we know. What is unknown is called so. */
export function describeProfile(profile: AppProfile, view: ProfileView): readonly (readonly string[])[] {
  const named = (label: string, fact: Fact) => [label, oneLine(fact.value, longestValue), howKnown(fact, view.now)]
  return [
    programRow(profile, view),
    ...rows.map(([label, name]) => {
      const fact = profile[name]
      return fact ? named(label, fact) : [label, 'unknown', '']
    }),
    ...rowsIfKnown.flatMap(([label, name]) => {
      const fact = profile[name]
      return fact ? [named(label, fact)] : []
    }),
    ...featureRows(profile, 'yes', 'Can', view.now),
    ...featureRows(profile, 'no', 'Cannot', view.now),
    ...unknownRow(profile),
  ]
}

function programRow({ application, version, raw }: AppProfile, { now, identified, silentNetwork }: ProfileView) {
  const fact = application ?? raw
  if (fact) {
    const exact = application && version ? ` ${version.value}` : ''
    return ['Program', oneLine(`${fact.value}${exact}`, longestValue), howKnown(fact, now)]
  }
  if (silentNetwork !== undefined)
    return ['Program', 'unknown', `${oneLine(silentNetwork, 32)} tells nobody; a question can ask`]
  return ['Program', identified ? 'unknown' : 'not known yet', identified ? 'it did not say' : 'it is being asked']
}

/** `declared 2 min ago (CTCP VERSION)`. */
function howKnown({ confidence, source, observedAt }: Fact, now: number): string {
  return `${confidence} ${shortDuration(Math.max(0, now - observedAt))} ago (${oneLine(source, longestValue)})`
}

/** One row for all that we know in the same way. */
function featureRows(profile: AppProfile, value: string, label: string, now: number) {
  const ways = new Map<string, Feature[]>()
  for (const feature of features) {
    const fact = profile[feature]
    if (fact?.value !== value) continue
    const how = howKnown(fact, now)
    ways.set(how, [...(ways.get(how) ?? []), feature])
  }
  return [...ways].map(([how, names]) => [label, names.join(', '), how])
}

function unknownRow(profile: AppProfile): readonly (readonly string[])[] {
  const unknown = features.filter((feature) => !profile[feature])
  return unknown.length === 0 ? [] : [['Not known', `whether it can: ${unknown.join(', ')}`]]
}

/** What the customer's program surely can or has done here, the network carries as it is, and the agent may use. */
export function sharedFeatures(
  { profile, used = [] }: { readonly profile: AppProfile; readonly used?: readonly Feature[] },
  carried: readonly Feature[],
  ofAgent: readonly string[],
): readonly Feature[] {
  const agentCan = (feature: Feature) => ofAgent.includes('*') || ofAgent.includes(feature)
  const customerCan = (feature: Feature) => profile[feature]?.value === 'yes' || used.includes(feature)
  return features.filter((feature) => customerCan(feature) && carried.includes(feature) && agentCan(feature))
}
