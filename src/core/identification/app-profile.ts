import type { Feature } from './features.ts'
import { knownOf } from './known-programs.ts'
import { readSoftware } from './software-table.ts'

/** How we came to know a fact; earlier ones beat later ones. `declared`: the client said so; `observed`: seen to happen; `elicited`: the customer answered; `assumed`: a default of the protocol or known of that program. */
export type Confidence = 'declared' | 'observed' | 'elicited' | 'assumed'

/** One thing we know. `source` names the means in words an agent understands, e.g. `CTCP VERSION`, `WHOIS 330`. `observedAt` in ms since the epoch. */
export interface Fact {
  readonly value: string
  readonly source: string
  readonly observedAt: number
  readonly confidence: Confidence
}

/** The names of the facts about a customer's IM application and connection. Those of features are `yes` or `no`. */
export type FactName =
  | 'application'
  | 'version'
  | 'os'
  | 'device'
  | 'raw'
  | 'account'
  | 'realName'
  | 'host'
  | 'secure'
  | 'locale'
  | 'timeZone'
  | 'bot'
  | 'guest'
  | 'organisation'
  | Feature

/** What is known of the customer's IM application. An absent fact is unknown, never "no". */
export type AppProfile = { readonly [name in FactName]?: Fact }

const rank: Record<Confidence, number> = { declared: 3, observed: 2, elicited: 1, assumed: 0 }

/** These stay when the person goes on with another program. */
const ofThePerson: ReadonlySet<string> = new Set<FactName>([
  'account',
  'realName',
  'locale',
  'timeZone',
  'bot',
  'guest',
  'organisation',
])
/** How facts begin that are concluded from the name of the program. */
const knownSource = 'known of '

/**
 * Adds facts; a fact replaces another only if it is at least as sure, and of equally sure ones the later wins. Programs
 * have one name however it is written, and bring along what is known of them.
 */
export function mergeProfile(profile: AppProfile, facts: AppProfile): AppProfile {
  const merged: Record<string, Fact> = { ...profile }
  for (const [name, fact] of Object.entries(facts)) {
    const known = merged[name]
    if (!known || rank[fact.confidence] >= rank[known.confidence]) merged[name] = fact
  }
  return facts.application || facts.version ? withKnown(withOneName(merged)) : merged
}

/** What still holds once the person writes with another program: what is theirs, and what they answered. */
export function withoutProgram(profile: AppProfile): AppProfile {
  const kept = Object.entries(profile).filter(
    ([name, { confidence }]) => ofThePerson.has(name) || confidence === 'elicited',
  )
  return Object.fromEntries(kept)
}

/** `Profanity 0.13.1` and `profanity` are the same program. */
function withOneName(profile: AppProfile): AppProfile {
  const { application, version: known } = profile
  if (!application) return profile
  const { application: name, version } = readSoftware(application.value)
  if (name === undefined) return profile
  const found = version !== undefined && !known ? { version: { ...application, value: version } } : {}
  return { ...profile, ...found, application: { ...application, value: name } }
}

function withKnown(profile: AppProfile): AppProfile {
  const said = Object.entries(profile).filter(([, { source }]) => !source.startsWith(knownSource))
  const { application, version } = profile
  if (!application) return Object.fromEntries(said)
  const { value, observedAt } = application
  const known = Object.entries(knownOf(value, version?.value)).map(([name, is]): [string, Fact] => {
    return [name, { value: is, source: `${knownSource}${value}`, observedAt, confidence: 'assumed' }]
  })
  return Object.fromEntries([...known, ...said])
}
