import type { AppProfile, FactName } from '../../core/identification/app-profile.ts'
import { fact } from '../../ports/network.ts'
import { type Json, objectOf, someTextOf, textOf } from './json.ts'

/** Somebody of the workspace, as Slack knows them. */
export interface SlackUser {
  readonly id: string
  /** What people call them. */
  readonly name: string
  /** Their short name, and the id behind it. */
  readonly address: string
  /** The organisation or workspace their account belongs to: with the id, what makes them the same everywhere. */
  readonly home: string
  readonly locale: string
  readonly isBot: boolean
  readonly facts: AppProfile
}

const source = 'Slack profile'
/** What every program for Slack has. */
const everywhere = ['files', 'edits', 'replies', 'reactions', 'formatting', 'threads', 'longtext'] as const
const longestFact = 200

/** `user` as `users.info` gives it; `team`: of the workspace. */
export function readUser(user: Json, id: string, team: string, at: number): SlackUser {
  const profile = objectOf(user['profile'])
  const organisation = objectOf(user['enterprise_user'])
  const home = someTextOf(organisation['enterprise_id']) ?? someTextOf(user['team_id']) ?? team
  const handle = someTextOf(user['name'])
  const realName = someTextOf(profile['real_name']) ?? someTextOf(user['real_name'])
  const name = someTextOf(profile['display_name']) ?? realName ?? handle ?? id
  const facts: Partial<Record<FactName, string | undefined>> = {
    locale: someTextOf(user['locale']),
    timeZone: someTextOf(user['tz']),
    realName,
    guest: guestKind(user),
    organisation: someTextOf(organisation['enterprise_name']) ?? (home === team ? undefined : home),
  }
  return {
    ...{ id, name: name.slice(0, longestFact), home, locale: textOf(user['locale']) },
    address: handle === undefined ? id : `${handle.slice(0, longestFact)} (${id})`,
    isBot: user['is_bot'] === true,
    facts: { ...basics(id, at), ...declared(facts, at) },
  }
}

/** Somebody of whom Slack has not told us more yet. */
export function unknownUser(id: string, team: string, at: number): SlackUser {
  return { id, name: id, address: id, home: team, locale: '', isBot: false, facts: basics(id, at) }
}

function basics(id: string, at: number): AppProfile {
  return {
    application: fact('Slack', 'Slack tells no app which program people use', at, 'assumed'),
    account: fact(id, source, at, 'observed'),
    ...Object.fromEntries(everywhere.map((feature) => [feature, fact('yes', 'all programs for Slack', at, 'assumed')])),
  }
}

function declared(facts: Partial<Record<FactName, string | undefined>>, at: number): AppProfile {
  const known = Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(
    known.map(([name, value]) => [name, fact(value.slice(0, longestFact), source, at, 'declared')]),
  )
}

function guestKind(user: Json): string | undefined {
  if (user['is_stranger'] === true) return 'of another organisation (Slack Connect)'
  if (user['is_ultra_restricted'] === true) return 'guest in one channel'
  return user['is_restricted'] === true ? 'guest in some channels' : undefined
}
