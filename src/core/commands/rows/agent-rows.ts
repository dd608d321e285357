import { apart, type CommandRow, everywhere } from '../command-row.ts'

const section = 'Agents'
const settings = '[queues …] [skills …] [networks …] [features …] [capacity …] [name …]'

export const agentRows = {
  'agent list': {
    section,
    level: 'agent',
    aliases: [],
    usage: 'agent list',
    help: 'lists the agents: state, load, queues',
    examples: ['agent list'],
    places: everywhere,
  },
  'agent show': {
    section,
    level: 'agent',
    aliases: [],
    usage: 'agent show <agent>',
    help: 'shows all that is entered for one agent',
    examples: ['agent show mira'],
    places: everywhere,
  },
  'agent add': {
    section,
    level: 'admin',
    aliases: [],
    usage: `agent add <user> ${settings}`,
    help: 'makes a Matrix user an agent; skills have levels 1 to 5',
    examples: [
      'agent add @mira:example.org queues billing, general skills german 3, linux 1 networks irc capacity 3 name Mira',
      'agent add @ben:example.org queues billing networks all features all capacity 3, irc 2',
    ],
    places: apart,
  },
  'agent set': {
    section,
    level: 'admin',
    aliases: ['agent change', 'agent update'],
    usage: `agent set <agent> ${settings}`,
    help: 'changes what is entered for an agent; + and - add to a list and take from it',
    examples: ['agent set mira capacity 4', 'agent set mira queues +technical -general skills +linux 2'],
    places: apart,
  },
  'agent remove': {
    section,
    level: 'admin',
    aliases: [],
    usage: 'agent remove <agent>',
    help: 'no more offers to this person; open conversations stay theirs',
    examples: ['agent remove mira'],
    places: apart,
  },
} satisfies Record<string, CommandRow>
