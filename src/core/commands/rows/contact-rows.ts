import { apart, type CommandRow } from '../command-row.ts'

const section = 'Contacts'
const level = 'admin'
const places = apart

export const contactRows = {
  'contact list': {
    section,
    level,
    places,
    aliases: [],
    usage: 'contact list',
    help: 'lists the addresses that customers write to, and how each stands now',
    examples: ['contact list'],
  },
  'contact show': {
    section,
    level,
    places,
    aliases: [],
    usage: 'contact show <contact>',
    help: 'shows one contact: its address, when it greets, how it stands, what is asked there',
    more: ['by its id or its address; where two networks have it, as network/contact'],
    examples: ['contact show support', 'contact show libera/support'],
  },
  'contact links': {
    section,
    level,
    places,
    aliases: ['links'],
    usage: 'contact links',
    help: 'prints what to publish, so that people on each network find its contacts',
    examples: ['contact links'],
  },
} satisfies Record<string, CommandRow>
