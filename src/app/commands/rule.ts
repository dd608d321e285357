import type { RuleReference } from '../../core/commands/command.ts'
import { linesMessage } from '../../core/commands/tables.ts'
import { checkDefault, checkRule } from '../../core/routing/check-rules.ts'
import type { KnownThings } from '../../core/routing/known-things.ts'
import { printResult } from '../../core/routing/result-text.ts'
import type { Rule, RuleSet } from '../../core/routing/rule-set.ts'
import { parseDefault, parseRule, printRule } from '../../core/routing/rule-text.ts'
import { type RuleTextProblem, showProblems } from '../../core/routing/rule-text-problem.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { didYouMean } from '../../util/did-you-mean.ts'
import type { Answer, CarryOutNamed } from './asked.ts'
import { knownThings, remarksOf } from './check-draft.ts'
import {
  changeDraft,
  changed,
  type DraftAnswer,
  draftOrPublished,
  moved,
  noSuchPlace,
  placeIn,
  refused,
} from './draft.ts'
import { preformatted } from './preformatted.ts'

const counts = ['', 'one thing', 'two things', 'three things', 'four things', 'five things']

export const listRules: CarryOutNamed<'rule list'> = async (asked) => {
  const { rules, status, version } = await draftOrPublished(asked)
  const head = status === 'draft' ? 'The draft (not live):' : `Rule set ${version} (live):`
  const rows = rules.rules.map(({ name, condition, result }, index) => [
    String(index + 1),
    oneLine(name, 40),
    oneLine(condition, 90),
    printResult(result),
  ])
  const last = rules.fallback ? `What no rule matches: ${printResult(rules.fallback)}` : missingDefault(rules)
  return linesMessage([rows.length === 0 ? `${head} no rules yet.` : head], rows, [last])
}

export const showRule: CarryOutNamed<'rule show'> = async (asked, { rule: reference }) => {
  const { rules, status } = await draftOrPublished(asked)
  const place = placeOf(rules, reference)
  const rule = rules.rules[place]
  if (!rule) return noSuchRule(rules, reference)
  return preformatted(`Rule ${place + 1} of ${rules.rules.length} (${status})\n${printRule(rule)}`)
}

export const addRule: CarryOutNamed<'rule add'> = async (asked, { source: { text } }) => {
  const known = await knownThings(asked.app)
  let added: Rule | undefined
  return changeDraft(asked, {
    change: (rules) => {
      const reading = parseRule(text, queueNames(rules))
      if (!reading.ok) return refused(notTaken('Not added', text, reading.problems))
      const known = rules.rules.findIndex(({ name }) => name.toLowerCase() === reading.rule.name.toLowerCase())
      if (known >= 0)
        return refused(
          `Not added: rule ${known + 1} has that name already. Take another, or first: rule remove ${known + 1}`,
        )
      added = reading.rule
      return changed({ ...rules, rules: [...rules.rules, reading.rule] })
    },
    answer: (rules) => addedAnswer(rules, added?.name ?? nameIn(text), known),
  })
}

export const removeRule: CarryOutNamed<'rule remove'> = async (asked, { rule: reference }) => {
  let removed = ''
  return changeDraft(asked, {
    change: (rules) => {
      const place = placeOf(rules, reference)
      const rule = rules.rules[place]
      if (!rule) return refused(noSuchRule(rules, reference))
      removed = ` "${oneLine(rule.name, 64)}"`
      return changed({ ...rules, rules: rules.rules.filter((_, index) => index !== place) })
    },
    answer: ({ rules }) => ({ text: `Rule${removed} is out of the draft; ${rules.length} left.` }),
  })
}

export const moveRule: CarryOutNamed<'rule move'> = async (asked, { rule: reference, to }) =>
  changeDraft(asked, {
    change: (rules) => {
      const place = placeOf(rules, reference)
      if (place < 0) return refused(noSuchRule(rules, reference))
      const list = moved(rules.rules, place, to)
      return list ? changed({ ...rules, rules: list }) : noSuchPlace(rules.rules, 'rule')
    },
    answer: (rules) => {
      const place = placeIn(rules.rules, to)
      const name = oneLine(rules.rules[place - 1]?.name ?? '', 64)
      return {
        text: `Rule "${name}" is rule ${place} of ${rules.rules.length} in the draft.${before(rules, place - 1)}`,
      }
    },
  })

export const setDefault: CarryOutNamed<'rule default'> = async (asked, { source: { text } }) => {
  const known = await knownThings(asked.app)
  return changeDraft(asked, {
    change: (rules) => {
      const reading = parseDefault(text, queueNames(rules))
      if (!reading.ok) return refused(notTaken('Not changed', text, reading.problems))
      return changed({ ...rules, fallback: reading.result })
    },
    answer: (rules) => ({
      text: `What no rule matches: ${rules.fallback ? printResult(rules.fallback) : ''}.`,
      remarks: remarksOf(checkDefault(rules, known)),
    }),
  })
}

function addedAnswer(rules: RuleSet, name: string, known: KnownThings): DraftAnswer {
  const place = rules.rules.findIndex((rule) => rule.name === name)
  return {
    text: `Added to the draft as rule ${place + 1} of ${rules.rules.length}.`,
    remarks: [...remarksOf(checkRule(rules, place, known)), ...(rules.fallback ? [] : [missingDefault(rules)])],
  }
}

function missingDefault({ queues }: RuleSet): string {
  return `There is no default yet: rule default queue ${queues[0]?.name ?? '…'}`
}

/** What stands on both sides of it decides what it gets to see. */
function before({ rules }: RuleSet, place: number): string {
  const next = rules[place + 1]
  const previous = rules[place - 1]
  if (next)
    return ` It comes before rule ${place + 2} "${oneLine(next.name, 64)}": what matches both goes to ${rules[place]?.result.queue} now.`
  if (!previous) return ''
  return place === 1 ? ' Rule 1 is tried before it.' : ` Rules 1 to ${place} are tried before it.`
}

function notTaken(begin: string, source: string, problems: readonly RuleTextProblem[]): Answer {
  const count = counts[problems.length] ?? `${problems.length} things`
  const shown = showProblems(source, problems).replace(/^/gm, '  ')
  return preformatted(`${begin}, ${count}:\n${shown}`)
}

/** The name as it stands in the text of a rule that was read before. */
function nameIn(text: string): string {
  const reading = parseRule(text)
  return reading.ok ? reading.rule.name : ''
}

function queueNames({ queues }: RuleSet): readonly string[] {
  return queues.map(({ name }) => name)
}

/** From 0; -1 when there is none. */
function placeOf({ rules }: RuleSet, reference: RuleReference): number {
  if (typeof reference === 'number') return reference <= rules.length ? reference - 1 : -1
  return rules.findIndex(({ name }) => name.toLowerCase() === reference.toLowerCase())
}

function noSuchRule({ rules }: RuleSet, reference: RuleReference): string {
  if (rules.length === 0) return 'There are no rules yet.'
  if (typeof reference === 'number') return `There is no rule ${reference}: they are counted from 1 to ${rules.length}.`
  const suggestion = didYouMean(
    reference,
    rules.map(({ name }) => name),
  )
  const meant = suggestion === undefined ? ' "rule list" shows them.' : ` Did you mean "${oneLine(suggestion, 64)}"?`
  return `There is no rule "${oneLine(reference, 64)}".${meant}`
}
