import { closingCodes } from '../../text/closing-code.ts'
import type { CommandRow } from '../command-row.ts'
import { everywhere } from '../command-row.ts'

const section = 'Conversations'
const level = 'agent'
const inside = ['conversation'] as const
const withAgent = ['dm', 'conversation'] as const

export const conversationRows = {
  accept: {
    section,
    level,
    aliases: [],
    usage: 'accept',
    help: 'takes the conversation that was offered to you, where joining alone does not',
    examples: ['accept'],
    places: inside,
  },
  decline: {
    section,
    level,
    aliases: ['reject', 'refuse'],
    usage: 'decline [reason]',
    help: 'gives the offer to the next agent',
    examples: ['decline in a meeting'],
    places: withAgent,
  },
  take: {
    section,
    level,
    aliases: ['claim', 'pick'],
    usage: 'take [conversation]',
    help: 'takes a waiting conversation without an offer',
    examples: ['take 4711'],
    places: everywhere,
  },
  close: {
    section,
    level,
    aliases: ['done', 'end', 'resolve'],
    usage: 'close [code] [text]',
    help: 'ends the conversation; the text goes to the customer as your last words',
    more: [`codes: ${Object.keys(closingCodes).join(', ')}`],
    examples: ['close solved', 'close solved The refund is on its way.'],
    places: inside,
  },
  note: {
    section,
    level,
    aliases: ['n'],
    usage: 'note <text>',
    help: 'keeps a note with the conversation; the customer never sees it',
    examples: ['note called the bank, answer on monday'],
    places: inside,
  },
  hold: {
    section,
    level,
    aliases: [],
    usage: 'hold',
    help: 'puts the conversation aside: it stays yours and frees your place',
    examples: ['hold'],
    places: inside,
  },
  resume: {
    section,
    level,
    aliases: ['unhold', 'continue'],
    usage: 'resume',
    help: 'takes the conversation up again after hold',
    examples: ['resume'],
    places: inside,
  },
  transfer: {
    section,
    level,
    aliases: ['move', 'forward'],
    usage: 'transfer <queue> <reason>',
    help: 'hands the conversation to another queue',
    examples: ['transfer technical the login fails after the password change'],
    places: inside,
  },
  why: {
    section,
    level,
    aliases: ['explain'],
    usage: 'why [conversation]',
    help: 'says why a conversation went where it went, or why it still waits',
    examples: ['why 4711'],
    places: everywhere,
  },
  block: {
    section,
    level,
    aliases: ['ban'],
    usage: 'block [conversation] [reason]',
    help: 'takes no more messages from the customer of this conversation',
    examples: ['block 4711 sends advertising'],
    places: everywhere,
  },
  unblock: {
    section,
    level,
    aliases: ['unban'],
    usage: 'unblock [conversation]',
    help: 'takes messages from that customer again',
    examples: ['unblock 4711'],
    places: everywhere,
  },
} satisfies Record<string, CommandRow>
