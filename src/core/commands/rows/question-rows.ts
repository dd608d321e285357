import { apart, type CommandRow } from '../command-row.ts'

const section = 'Questions'
const level = 'admin'
const places = apart

export const questionRows = {
  'question list': {
    section,
    level,
    places,
    aliases: [],
    usage: 'question list',
    help: 'lists the questions in the order they are asked',
    examples: ['question list'],
  },
  'question add': {
    section,
    level,
    places,
    aliases: [],
    usage: 'question add <name> "<text>" [choices <one>, <two>, …] [contact <contact>] [fills app.<fact>] [uses-app]',
    help: 'adds a question to the draft; rules see the answer as answers.<name>',
    more: [
      'without choices the answer is free text; contact: asked only of those who write to that address',
      "fills: asked only where that fact of the customer's program is unknown (application, version, os, device, locale, timeZone); the answer becomes it",
      'uses-app: asked only when the search for the software of the customer has ended',
    ],
    examples: [
      'question add topic "What is it about?" choices billing, technical, something else',
      'question add version "Which version do you use?" contact support',
      'question add device "What are you writing on?" choices phone, computer fills app.device',
    ],
  },
  'question remove': {
    section,
    level,
    places,
    aliases: [],
    usage: 'question remove <name>',
    help: 'takes a question out of the draft',
    examples: ['question remove topic'],
  },
  'question move': {
    section,
    level,
    places,
    aliases: [],
    usage: 'question move <name> <place>',
    help: 'asks a question earlier or later',
    more: ['places count from 1; first and last will do'],
    examples: ['question move topic 1'],
  },
} satisfies Record<string, CommandRow>
