import { z } from 'zod'
import { key } from '../about.ts'
import { section, serverNamePattern, text, textLike } from '../values.ts'

const who = z.string().refine(isWho, { error: 'is not "*", a server name or a Matrix ID' })

function isWho(name: string): boolean {
  if (name === '*') return true
  const [, server] = /^@[^:\s]+:(.+)$/.exec(name) ?? []
  return serverNamePattern.test(server ?? name)
}

const permissions = z.record(who, z.enum(['block', 'agent', 'supervisor', 'admin']))

export const samplePermissions: Readonly<Record<string, string>> = {
  '*': 'block',
  'example.com': 'agent',
  '@admin:example.com': 'admin',
}

const texts = section({
  welcome: key(text().default(''), 'What the bot says when somebody begins a chat with it. Empty: its own words.'),
  additional_help: key(text().default(''), 'A line of yours at the end of `help`.'),
})

export const bridge = key(
  section({
    command_prefix: key(
      textLike(/^![\p{L}\p{N}_-]{1,20}$/u, 'is not a prefix such as !sb').default('!sb'),
      'What commands begin with in rooms that others use too. In conversation rooms "!" is enough.',
    ),
    permissions: key(
      permissions,
      'Who may do what: "*" for everybody, a homeserver, or a Matrix ID; the most exact one counts.\n' +
        'block: nothing. agent: takes conversations. supervisor: sees and moves all. admin: also rules and networks.',
      { sample: samplePermissions, replaceBy: 'set your own homeserver and Matrix ID.' },
    ),
    admin_room: key(
      textLike(/^([!#]\S+)?$/, 'is not a room such as !abc:example.com or #help:example.com (or empty)').default(''),
      'The room for admin commands and for what admins must know: its id or alias. Empty: the bot makes one.',
    ),
    management_room_texts: key(texts, 'Words of yours in chats with the bot.'),
    organisation: key(
      textLike(/^[^\r\n\0]{1,80}$/, 'must be one line of at most 80 characters').default('the help desk'),
      'How the bot names you in its greeting: "Hello anna, this is ...".',
      { sample: 'the Example help desk' },
    ),
    display_names: key(
      z.enum(['name', 'agent']).default('name'),
      'What customers are told of an agent: name (their name here, see "agent set"), or agent ("an agent").',
    ),
  }),
  'People and rooms.',
)
