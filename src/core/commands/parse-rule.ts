import { quoted } from '../text/one-line.ts'
import { type ArgumentText, listPlace, wholeNumber, wholeText, wordsOf } from './arguments.ts'
import type { CommandNamed, RuleReference, RuleSource } from './command.ts'
import { accepted, type Parsed, problem, then } from './parsed.ts'

/** The text as it stands, for the parser of rules. */
export function parseRuleSource({ text, at }: ArgumentText): Parsed<RuleSource> {
  const begun = text.trimStart()
  if (begun === '') return problem('The rule itself is missing.')
  return accepted({ text: begun.trimEnd(), at: at + text.length - begun.length })
}

/** What follows `rule default`: the same, without a condition. */
export function parseRuleDefault(args: ArgumentText): Parsed<RuleSource> {
  return args.text.trim() === '' ? problem('Where to? It needs queue and its name.') : parseRuleSource(args)
}

/** `4`, `"billing words"`, `billing words`. */
export function parseRuleReference(args: ArgumentText): Parsed<RuleReference> {
  const text = wholeText(args)
  return text === undefined ? problem('Which rule? By number or by name.') : ruleReference(text)
}

/** `4 1`, `4 to 1`, `"billing words" last`. */
export function parseRuleMove(args: ArgumentText): Parsed<CommandNamed<'rule move'>> {
  return then(wordsOf(args), (words) => {
    const place = words.at(-1)
    const named = words.slice(0, -1)
    const rest = named.at(-1)?.text.toLowerCase() === 'to' ? named.slice(0, -1) : named
    if (!place || rest.length === 0) return problem('It needs a rule and its new place, counted from 1.')
    return then(listPlace(place.text), (to) =>
      then(ruleReference(rest.map((word) => word.text).join(' ')), (rule) => accepted({ name: 'rule move', rule, to })),
    )
  })
}

export function parsePublish(args: ArgumentText): Parsed<CommandNamed<'rule publish'>> {
  const reason = wholeText(args)
  if (reason === undefined) return problem('Say why, so that others can follow it later.')
  return accepted({ name: 'rule publish', reason })
}

/** `rollback`, `rollback 11`, `rollback 11 "too many matches"`. */
export function parseRollback(args: ArgumentText): Parsed<CommandNamed<'rule rollback'>> {
  const [, number, rest = ''] = /^\s*v?(\d{1,9})(?:\s+([\s\S]*))?$/.exec(args.text) ?? []
  const reason = wholeText({ ...args, text: number === undefined ? args.text : rest })
  const why = reason === undefined ? {} : { reason }
  if (number === undefined) return accepted({ name: 'rule rollback', ...why })
  return then(wholeNumber(number, 'version', 1, 999_999_999), (version) =>
    accepted({ name: 'rule rollback', version, ...why }),
  )
}

function ruleReference(text: string): Parsed<RuleReference> {
  const digits = /^#?(\d{1,9})$/.exec(text)?.[1]
  if (digits === undefined) return accepted(text)
  return Number(digits) > 0 ? accepted(Number(digits)) : problem(`${quoted(text)} is no rule: they are counted from 1.`)
}
