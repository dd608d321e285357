/** How we came to know a fact; earlier ones beat later ones. `declared`: the client said so; `observed`: seen to happen; `elicited`: the customer answered; `assumed`: a default of the protocol. */
export type Confidence = 'declared' | 'observed' | 'elicited' | 'assumed'

/** One thing we know. `source` names the means in words an agent understands, e.g. `CTCP VERSION`, `WHOIS 330`. `observedAt` in ms since the epoch. */
export interface Fact {
  readonly value: string
  readonly source: string
  readonly observedAt: number
  readonly confidence: Confidence
}

/** The names of the facts about a customer's IM application and connection. */
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
  | 'formatting'
  | 'typing'
  | 'files'
  | 'bot'

/** What is known of the customer's IM application. An absent fact is unknown, never "no". */
export type AppProfile = { readonly [name in FactName]?: Fact }

const rank: Record<Confidence, number> = { declared: 3, observed: 2, elicited: 1, assumed: 0 }

/** Adds facts; a fact replaces another only if it is at least as sure, and of equally sure ones the later wins. */
export function mergeProfile(profile: AppProfile, facts: AppProfile): AppProfile {
  const merged: Record<string, Fact> = { ...profile }
  for (const [name, fact] of Object.entries(facts)) {
    const known = merged[name]
    if (!known || rank[fact.confidence] >= rank[known.confidence]) merged[name] = fact
  }
  return merged
}
