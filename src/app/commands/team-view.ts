import { linesMessage, table } from '../../core/commands/tables.ts'
import type { TeamName } from '../../core/ids.ts'
import { presenceOfGroup } from '../../core/presence/group-presence.ts'
import { everybody, membersWithin, type Team, teamsWithin, wayUp } from '../../core/presence/team.ts'
import type { Agent } from '../../core/routing/agent.ts'
import { availabilityWords, loadWords } from './agent-words.ts'
import type { CarryOutNamed } from './asked.ts'
import { countWords, networksOf, presenceRows, standingWords } from './presence-words.ts'
import { noSuchTeam } from './team.ts'

export const listTeams: CarryOutNamed<'team list'> = async ({ app }) => {
  const [teams, agents] = await Promise.all([app.store.teams(), app.store.agents()])
  if (teams.length === 0) return 'There are no teams yet. An admin adds them: team add support members mira'
  const networks = networksOf(app)
  const rowOf = (name: TeamName, parent: string, own: readonly Agent[]) => {
    const presence = presenceOfGroup(own, networks)
    const on = presence.networks.map((network) => `${network.id}: ${countWords(network)}`)
    return [name, parent, String(own.length), presence.state, countWords(presence), on.join(' · ')]
  }
  const roots = teams.filter(({ parent }) => parent === undefined)
  const rows = roots
    .flatMap((root) => inTree(teams, root))
    .map(({ name, parent = '' }) => {
      const members = membersWithin(teams, name)
      return rowOf(
        name,
        parent,
        agents.filter(({ id }) => members.has(id)),
      )
    })
  return table([rowOf(everybody, '', agents), ...rows], ['TEAM', 'IN', 'AGENTS', 'STATE', '', 'ON EACH NETWORK'])
}

export const showTeam: CarryOutNamed<'team show'> = async ({ app, at }, { team: name }) => {
  const [teams, agents] = await Promise.all([app.store.teams(), app.store.agents()])
  const isAll = name === everybody
  if (!isAll && !teams.some((team) => team.name === name)) return noSuchTeam(teams, name)
  const members = membersWithin(teams, name)
  const own = isAll ? agents : agents.filter(({ id }) => members.has(id))
  const networks = networksOf(app)
  const inside = teamsWithin(teams, name).slice(1)
  return linesMessage(
    [isAll ? 'All agents' : `Team ${wayUp(teams, name).join(', in ')}`],
    [
      ...presenceRows(presenceOfGroup(own, networks)),
      ...(inside.length === 0 ? [] : [['WITH THE TEAMS', inside.map((team) => team.name).join(', ')]]),
      [own.length === 0 ? 'Nobody is in it yet: team set … members +mira' : 'AGENTS'],
      ...own.map((agent) => [
        agent.name,
        availabilityWords(agent, at),
        loadWords(agent),
        standingWords(agent, networks),
      ]),
    ],
    [],
  )
}

/** The team, and each team in it directly above what stands in that one. */
function inTree(teams: readonly Team[], root: Team): readonly Team[] {
  const inside = teams.filter(({ parent }) => parent === root.name)
  return [root, ...inside.flatMap((team) => inTree(teams, team))]
}
