import { apart, type CommandRow, everywhere } from '../command-row.ts'

const section = 'Queues'
const more = ['timeout: how long an offer waits for its agent; wrapup: how long agents have for notes after closing']
const settings = '[title …] [timeout …] [wrapup …]'

export const queueRows = {
  'queue list': {
    section,
    level: 'agent',
    aliases: ['waiting', 'q'],
    usage: 'queue list',
    help: 'lists the queues: who waits, how long, how many agents are free',
    examples: ['queue list'],
    places: everywhere,
  },
  'queue show': {
    section,
    level: 'agent',
    aliases: [],
    usage: 'queue show <queue>',
    help: 'shows one queue: its settings, its agents, who waits in it',
    examples: ['queue show billing'],
    places: everywhere,
  },
  'queue add': {
    section,
    level: 'admin',
    aliases: [],
    usage: `queue add <queue> ${settings}`,
    help: 'adds a queue to the draft',
    more,
    examples: ['queue add billing title "Billing" timeout 60s wrapup 30s'],
    places: apart,
  },
  'queue set': {
    section,
    level: 'admin',
    aliases: ['queue change', 'queue update'],
    usage: `queue set <queue> ${settings}`,
    help: 'changes a queue in the draft',
    more,
    examples: ['queue set billing timeout 2 min'],
    places: apart,
  },
  'queue remove': {
    section,
    level: 'admin',
    aliases: [],
    usage: 'queue remove <queue>',
    help: 'takes a queue out of the draft',
    examples: ['queue remove billing'],
    places: apart,
  },
} satisfies Record<string, CommandRow>
