import { quoted } from '../text/one-line.ts'
import { plainName, wholeNumber } from './arguments.ts'
import type { SkillChange } from './command.ts'
import { accepted, all, type Parsed, problem, then } from './parsed.ts'
import type { Token } from './tokenise.ts'

interface Skill {
  readonly sign: '' | '+' | '-'
  readonly name: string
  readonly level: number
}

/** `german 3, linux 1` replaces all skills, `none` empties them, `+linux 2 -german` adds and takes away. No level means 1. */
export function parseSkills(tokens: readonly Token[]): Parsed<SkillChange> {
  const words = tokens.filter((token) => token.text !== ',').flatMap(({ text }) => text.split(/[:=]/).filter(Boolean))
  if (words.length === 0) return problem('Which skills? Write skills german 3, linux 1, or skills none.')
  if (words.length === 1 && words[0]?.toLowerCase() === 'none') return accepted({ how: 'replace', levels: {} })
  return then(all(pairs(words).map(readSkill)), changeOf)
}

/** Each name with the number that follows it, if one does. */
function pairs(words: readonly string[]): readonly (readonly [name: string, level: string | undefined])[] {
  return words.flatMap((word, index) => {
    if (isLevel(word) && index > 0 && !isLevel(words[index - 1] ?? '')) return []
    const next = words[index + 1]
    return [[word, next !== undefined && isLevel(next) ? next : undefined] as const]
  })
}

function isLevel(word: string): boolean {
  return /^\d/.test(word)
}

function readSkill([word, level]: readonly [string, string | undefined]): Parsed<Skill> {
  if (isLevel(word)) return problem(`Which skill does ${quoted(word, 20)} belong to? Write german ${word}.`)
  const sign = word.startsWith('+') ? '+' : word.startsWith('-') ? '-' : ''
  return then(plainName(word.slice(sign.length), 'a skill'), (name) =>
    then(wholeNumber(level ?? '1', 'level', 1, 5), (number) => accepted({ sign, name, level: number })),
  )
}

function changeOf(skills: readonly Skill[]): Parsed<SkillChange> {
  const levels = Object.fromEntries(skills.filter(({ sign }) => sign !== '-').map(({ name, level }) => [name, level]))
  const signed = skills.filter(({ sign }) => sign !== '')
  if (signed.length === 0) return accepted({ how: 'replace', levels })
  if (signed.length < skills.length) return problem('Either all skills, or only + and - before each of them.')
  const remove = skills.filter(({ sign }) => sign === '-').map(({ name }) => name)
  return accepted({ how: 'change', levels, remove })
}
