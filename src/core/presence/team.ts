import type { AgentId, TeamName } from '../ids.ts'

/** Stands for all agents wherever a team can be named; no team can be called so. */
export const everybody = 'all' as TeamName

/** Agents who belong together. A team may stand in another one: a group in its site, the site in the country (F11). */
export interface Team {
  readonly name: TeamName
  readonly parent?: TeamName
  /** Those entered for the team itself; `membersWithin` has those of the teams in it too. */
  readonly members: readonly AgentId[]
}

/** The team and all that it stands in, from the inside out. */
export function wayUp(teams: readonly Team[], name: TeamName): readonly TeamName[] {
  const parents = new Map(teams.map((team) => [team.name, team.parent]))
  const way: TeamName[] = []
  for (let at: TeamName | undefined = name; at !== undefined && !way.includes(at); at = parents.get(at)) way.push(at)
  return way
}

/** The circle there would be if `name` stood in `parent`, from `name` back to `name`; undefined when there is none. */
export function circleIn(teams: readonly Team[], name: TeamName, parent: TeamName): readonly TeamName[] | undefined {
  const way = wayUp(teams, parent)
  const end = way.indexOf(name)
  return end < 0 ? undefined : [name, ...way.slice(0, end + 1)]
}

/** The team and the teams that stand in it, however deep, parents before their children. */
export function teamsWithin(teams: readonly Team[], name: TeamName): readonly Team[] {
  const found = new Set(teams.filter((team) => team.name === name))
  for (const outer of found) for (const team of teams) if (team.parent === outer.name) found.add(team)
  return [...found]
}

/** Everybody in the team and in the teams within it, each once. */
export function membersWithin(teams: readonly Team[], name: TeamName): ReadonlySet<AgentId> {
  return new Set(teamsWithin(teams, name).flatMap(({ members }) => members))
}
