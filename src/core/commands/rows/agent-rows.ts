import { apart, type CommandRow, everywhere } from '../command-row.ts'

const section = 'Agents'
/** What stands behind the keys of `add` and `set`. */
const more = [
  'queues, networks, features: a list, or all, or none; a network is a type (irc) or the name of one (libera)',
  'skills: each with a level from 1 to 5, where none is given 1',
  'capacity: how many conversations at once, and if need be how many of them on one network: 3, irc 2',
]
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
    more,
  },
  'agent set': {
    section,
    level: 'admin',
    aliases: ['agent change', 'agent update'],
    usage: `agent set <agent> ${settings}`,
    help: 'changes what is entered for an agent; + and - add to a list and take from it',
    examples: ['agent set mira capacity 4', 'agent set mira queues +technical -general skills +linux 2'],
    places: apart,
    more,
  },
  'agent remove': {
    section,
    level: 'admin',
    aliases: [],
    usage: 'agent remove <agent>',
    help: 'this person is no longer an agent',
    examples: ['agent remove mira'],
    places: apart,
  },
} satisfies Record<string, CommandRow>
