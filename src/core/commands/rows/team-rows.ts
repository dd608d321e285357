import { apart, type CommandRow, everywhere } from '../command-row.ts'

const section = 'Agents'
const more = [
  'in: the team it stands in, or none; teams may stand in one another as deep as you like',
  'members: agents, a list, or none; + and - add to it and take from it',
  'a team says who belongs together; what agents are offered is decided by their queues',
]
const settings = '[in <team>] [members …]'

export const teamRows = {
  'team list': {
    section,
    level: 'agent',
    aliases: [],
    usage: 'team list',
    help: 'lists the teams: what stands in what, and how many are free, busy and away',
    examples: ['team list'],
    places: everywhere,
  },
  'team show': {
    section,
    level: 'agent',
    aliases: [],
    usage: 'team show <team>',
    help: 'shows a team, or all agents, on each network, with everybody in it',
    examples: ['team show support', 'team show all'],
    places: everywhere,
  },
  'team add': {
    section,
    level: 'admin',
    aliases: [],
    usage: `team add <team> ${settings}`,
    help: 'adds a team of agents',
    examples: ['team add vienna', 'team add support in vienna members mira, ben'],
    places: apart,
    more,
  },
  'team set': {
    section,
    level: 'admin',
    aliases: ['team change', 'team update'],
    usage: `team set <team> ${settings}`,
    help: 'changes where a team stands and who is in it',
    examples: ['team set support members +mira -ben', 'team set support in none'],
    places: apart,
    more,
  },
  'team remove': {
    section,
    level: 'admin',
    aliases: [],
    usage: 'team remove <team>',
    help: 'takes a team away; its agents stay agents',
    examples: ['team remove support'],
    places: apart,
  },
} satisfies Record<string, CommandRow>
