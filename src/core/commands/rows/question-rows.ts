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
    usage: 'question add <name> "<text>" [choices <one>, <two>, …] [contact <contact>] [uses-app]',
    help: 'adds a question to the draft; rules see the answer as answers.<name>',
    more: [
      'without choices the answer is free text; contact: asked only of those who write to that address',
      'uses-app: asked only when the software of the customer is known',
    ],
    examples: [
      'question add topic "What is it about?" choices billing, technical, something else',
      'question add version "Which version do you use?" contact support',
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
