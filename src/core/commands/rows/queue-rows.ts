import { apart, type CommandRow, everywhere } from '../command-row.ts'

const section = 'Queues'
const more = [
  'timeout: how long an offer waits for its agent; wrapup: how long agents have for notes after closing',
  'group: where it stands among the others, e.g. vienna/support, or none; each group is shown with its presence',
]
const settings = '[title …] [timeout …] [wrapup …] [group …]'

export const queueRows = {
  'queue list': {
    section,
    level: 'agent',
    aliases: ['waiting', 'q'],
    usage: 'queue list',
    help: 'lists the queues in their groups: who waits, how long, how many agents are free',
    examples: ['queue list'],
    places: everywhere,
  },
  'queue show': {
    section,
    level: 'agent',
    aliases: [],
    usage: 'queue show <queue>',
    help: 'shows one queue, or a group of queues: its agents, who waits in it',
    more: ['a group is named in full, e.g. vienna/support; all stands for all queues'],
    examples: ['queue show billing', 'queue show vienna/support', 'queue show all'],
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
    examples: ['queue set billing timeout 2 min', 'queue set billing group vienna/support'],
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
