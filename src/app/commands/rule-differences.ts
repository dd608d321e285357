import type { AskedQuestion, Rule, RuleSet } from '../../core/routing/rule-set.ts'
import { printDefault, printRule } from '../../core/routing/rule-text.ts'
import { numbered } from '../../core/text/numbered.ts'
import { oneLine } from '../../core/text/one-line.ts'
import { describe } from './queue.ts'

interface Named {
  readonly name: string
}

/** What the second set has (`+`), has no more (`-`), has otherwise (`~`) or in another place (`>`), one line each. */
export function ruleDifferences(before: RuleSet, after: RuleSet): readonly string[] {
  return [
    ...listDifferences('queue', before.queues, after.queues, describe),
    ...listDifferences('question', before.questions, after.questions, questionWords),
    ...listDifferences('rule', before.rules, after.rules, ruleWords),
    ...defaultDifference(before, after),
  ]
}

function listDifferences<T extends Named>(
  what: string,
  before: readonly T[],
  after: readonly T[],
  words: (one: T) => string,
): readonly string[] {
  const old = new Map(before.map((one) => [one.name, one]))
  const now = new Map(after.map((one) => [one.name, one]))
  const stayed = before.filter(({ name }) => now.has(name)).map(({ name }) => name)
  const order = after.filter(({ name }) => old.has(name)).map(({ name }) => name)
  return [
    ...before.filter(({ name }) => !now.has(name)).map((one) => `- ${what} ${words(one)}`),
    ...after.flatMap((one, index) => {
      const known = old.get(one.name)
      if (!known) return [`+ ${what} ${words(one)}`]
      if (words(known) !== words(one)) return [`~ ${what} ${words(one)}`, `    was ${words(known)}`]
      const isMoved = what !== 'queue' && stayed.indexOf(one.name) !== order.indexOf(one.name)
      return isMoved ? [`> ${what} "${oneLine(one.name, 64)}" is number ${index + 1} now`] : []
    }),
  ]
}

function defaultDifference({ fallback: before }: RuleSet, { fallback: after }: RuleSet): readonly string[] {
  const old = before ? printDefault(before) : 'no default'
  const now = after ? printDefault(after) : 'no default'
  return old === now ? [] : [`~ ${now}`, `    was ${old}`]
}

function questionWords({ name, text, choices, contact, usesApp }: AskedQuestion): string {
  const extras = [contact && `contact ${contact}`, usesApp && 'uses-app'].filter(Boolean).join(', ')
  return `${name} "${oneLine(text, 300)}" ${choices ? numbered(choices) : 'free text'}${extras ? ` (${extras})` : ''}`
}

function ruleWords(rule: Rule): string {
  return oneLine(printRule(rule), 400)
}
