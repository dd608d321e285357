import type { ListChange, TeamSettings } from '../../core/commands/command.ts'
import type { AgentId, TeamName } from '../../core/ids.ts'
import { circleIn, everybody, type Team } from '../../core/presence/team.ts'
import { quoted } from '../../core/text/one-line.ts'
import { didYouMean } from '../../util/did-you-mean.ts'
import type { App } from '../deps.ts'
import type { Session } from '../session.ts'
import type { CarryOutNamed } from './asked.ts'
import { namedAgent } from './named-agent.ts'

export const addTeam: CarryOutNamed<'team add'> = async ({ app }, { team: name, settings }) => {
  const members = await readMembers(app, settings.members)
  if (!members.ok) return members.problem
  return async (session) => {
    const teams = await session.tx.lockTeams()
    if (teams.some((team) => team.name === name))
      return `There is a team ${name} already. To change it: team set ${name} …`
    return save(session, teams, { name, members: [] }, settings, members.change)
  }
}

export const setTeam: CarryOutNamed<'team set'> = async ({ app }, { team: name, settings }) => {
  const members = await readMembers(app, settings.members)
  if (!members.ok) return members.problem
  return async (session) => {
    const teams = await session.tx.lockTeams()
    const before = teams.find((team) => team.name === name)
    return before ? save(session, teams, before, settings, members.change) : noSuchTeam(teams, name)
  }
}

/** Never with teams in it: they would stand somewhere else without anybody having said so. */
export const removeTeam: CarryOutNamed<'team remove'> =
  async (_asked, { team: name }) =>
  async (session) => {
    const teams = await session.tx.lockTeams()
    if (!teams.some((team) => team.name === name)) return noSuchTeam(teams, name)
    const inside = teams.filter((team) => team.parent === name).map((team) => team.name)
    if (inside.length > 0) {
      const stand = inside.length === 1 ? 'stands' : 'stand'
      return `Not removed: ${inside.join(', ')} ${stand} in it. First: team set ${inside[0]} in none`
    }
    session.tx.removeTeam(name)
    changed(session)
    return `Team ${name} is gone; its agents stay agents.`
  }

export function noSuchTeam(teams: readonly Team[], name: string): string {
  const names = teams.map((team): string => team.name)
  const suggestion = didYouMean(name, [...names, everybody])
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  const known = names.length === 0 ? 'There are none yet: team add support members mira' : `Teams: ${names.join(', ')}`
  return `There is no team ${quoted(name, 40)}.${meant} ${known}`
}

function save(
  session: Session,
  teams: readonly Team[],
  before: Team,
  { parent }: TeamSettings,
  change: (members: readonly AgentId[]) => readonly AgentId[],
): string {
  const refusal = parent ? refusalOf(teams, before.name, parent) : undefined
  if (refusal !== undefined) return refusal
  const { parent: was, ...rest } = before
  const stands = parent === undefined ? was : (parent ?? undefined)
  const team: Team = { ...rest, members: change(before.members), ...(stands === undefined ? {} : { parent: stands }) }
  session.tx.saveTeam(team)
  changed(session)
  return `Team ${describe(team)}.`
}

/** A team that stands in itself, by whatever way, would have no members and all of them. */
function refusalOf(teams: readonly Team[], name: TeamName, parent: TeamName): string | undefined {
  if (name !== parent && !teams.some((team) => team.name === parent)) return noSuchTeam(teams, parent)
  const circle = circleIn(teams, name, parent)
  return circle && `Not changed: ${name} would stand in itself (${circle.join(' in ')}).`
}

function describe({ name, parent, members }: Team): string {
  const people = members.length === 0 ? 'nobody yet' : `${members.length} ${members.length === 1 ? 'agent' : 'agents'}`
  return `${name}${parent === undefined ? '' : `, in ${parent}`}: ${people}`
}

function changed(session: Session): void {
  session.tx.wake('teams')
}

type Members =
  | { readonly ok: true; readonly change: (members: readonly AgentId[]) => readonly AgentId[] }
  | { readonly ok: false; readonly problem: string }

async function readMembers(app: App, wanted: ListChange | undefined): Promise<Members> {
  if (!wanted) return { ok: true, change: (members) => members }
  const [add, remove] = wanted.how === 'replace' ? [wanted.names, []] : [wanted.add, wanted.remove]
  const ids = new Map<string, AgentId>()
  for (const reference of [...add, ...remove]) {
    const named = await namedAgent(app, reference)
    if (!named.ok) return named
    ids.set(reference, named.agent.id)
  }
  const idsOf = (references: readonly string[]) => references.flatMap((reference) => ids.get(reference) ?? [])
  const [added, removed] = [idsOf(add), idsOf(remove)]
  if (wanted.how === 'replace') return { ok: true, change: () => [...new Set(added)] }
  return { ok: true, change: (members) => [...new Set([...members, ...added])].filter((id) => !removed.includes(id)) }
}
