import type { TeamName } from '../ids.ts'
import { everybody } from '../presence/team.ts'
import { type ArgumentText, oneWord, plainName, wordsOf } from './arguments.ts'
import type { CommandNamed, TeamSettings } from './command.ts'
import { type KeySpellings, keyedWords, readParts, strayWord } from './keyed-words.ts'
import { readListChange } from './parse-list-change.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

type Key = 'in' | 'members'

const spellings: KeySpellings<Key> = { in: ['under', 'parent'], members: ['member', 'agents'] }
const keys = Object.keys(spellings)

/** `all` is everybody. */
export function parseTeamName(args: ArgumentText): Parsed<TeamName> {
  return then(oneWord(args, 'a team'), (text) => then(plainName(text, 'a team'), (name) => accepted(name as TeamName)))
}

export function parseTeamAdd(args: ArgumentText): Parsed<CommandNamed<'team add'>> {
  return then(settingsOf(args), (team) => accepted({ name: 'team add', ...team }))
}

export function parseTeamSet(args: ArgumentText): Parsed<CommandNamed<'team set'>> {
  return then(settingsOf(args), (team) =>
    Object.keys(team.settings).length > 0
      ? accepted({ name: 'team set', ...team })
      : problem(`What is to change? You can set ${keys.join(' and ')}.`),
  )
}

interface Settings {
  readonly team: TeamName
  readonly settings: TeamSettings
}

function settingsOf(args: ArgumentText): Parsed<Settings> {
  return then(wordsOf(args), (words) =>
    then(keyedWords(words, spellings), ({ head, parts }) => {
      const [first, stray] = head.filter((token) => token.text !== ',')
      if (!first) return problem('Which team? Its name comes first.')
      if (stray) return problem(strayWord(stray.text, keys))
      return then(teamName(first.text), (team) =>
        then(readParts(parts, readers), (settings) => accepted({ team, settings })),
      )
    }),
  )
}

const readers: { readonly [name in Key]: (tokens: readonly Token[]) => Parsed<TeamSettings> } = {
  in: readParent,
  members: (tokens) =>
    then(
      readListChange(tokens, 'member', (text) => accepted(text)),
      (members) => accepted({ members }),
    ),
}

function readParent(tokens: readonly Token[]): Parsed<TeamSettings> {
  const [first, second] = tokens
  if (!first || second) return problem('In which team? Name one, or say none.')
  if (first.text.toLowerCase() === 'none') return accepted({ parent: null })
  return then(teamName(first.text), (parent) => accepted({ parent }))
}

function teamName(text: string): Parsed<TeamName> {
  return then(plainName(text, 'a team'), (name) =>
    name === everybody ? problem('"all" is everybody already; no team can be called so.') : accepted(name as TeamName),
  )
}
