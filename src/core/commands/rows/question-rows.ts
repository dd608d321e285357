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
    help: 'adds a question to the draft; without choices the answer is free text; rules see it as answers.<name>',
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
    examples: ['question move topic 1'],
  },
} satisfies Record<string, CommandRow>
