import { didYouMean } from '../../util/did-you-mean.ts'
import type { QueueName } from '../ids.ts'
import { oneLine } from '../text/one-line.ts'
import type { RuleResult } from './rule-set.ts'
import type { RuleTextProblem } from './rule-text-problem.ts'
import { featureNames } from './rule-vocabulary.ts'
import { nextWord, printWord, type RuleWord } from './rule-words.ts'

const clauseNames = ['queue', 'priority', 'skill', 'feature'] as const
type ClauseName = (typeof clauseNames)[number]

const highestPriority = 100
const highestLevel = 5

/** What was read of `queue billing priority 5 skill linux 2 feature files`, the clauses in any order. */
export interface ReadResult {
  readonly result: RuleResult
  readonly problems: readonly RuleTextProblem[]
}

interface Draft {
  readonly source: string
  readonly problems: RuleTextProblem[]
  readonly said: Map<ClauseName, string>
  /** A queue stands there in a way that was complained of, so that it is not called missing as well. */
  isQueueMistyped: boolean
  readonly skills: Map<string, number>
  readonly features: string[]
}

/** Reads the clauses from `start` to the end. `queues`: those there are; absent when that is checked elsewhere. */
export function readResult(source: string, start: number, queues?: readonly string[]): ReadResult {
  const draft: Draft = {
    ...{ source, problems: [], said: new Map(), skills: new Map(), features: [] },
    isQueueMistyped: false,
  }
  for (let word = nextWord(source, start); word.kind !== 'none'; ) {
    word = nextWord(source, readClause(draft, word, queues))
  }
  if (!draft.said.has('queue') && !draft.isQueueMistyped) {
    report(draft, 'clause', start, source.length, 'the queue is missing: then queue billing')
  }
  const { said, skills, features, problems } = draft
  const result: RuleResult = {
    queue: (said.get('queue') ?? '') as QueueName,
    priority: Number(said.get('priority') ?? 0),
    skills: Object.fromEntries(skills),
    features,
  }
  return { result, problems }
}

/** The clauses as they are read again; what is as without saying is left out. */
export function printResult({ queue, priority, skills, features }: RuleResult): string {
  const clauses = [
    `queue ${queue}`,
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...Object.entries(skills).map(([skill, level]) => `skill ${printWord(skill)} ${level}`),
    ...features.map((feature) => `feature ${printWord(feature)}`),
  ]
  return clauses.join(' ')
}

/** The sentence about a queue that is not there. */
export function noSuchQueue(name: string, queues: readonly string[]): { message: string; suggestion?: string } {
  const suggestion = didYouMean(name, queues)
  const known = queues.length === 0 ? 'There are no queues yet.' : `Queues: ${queues.join(', ')}`
  if (suggestion === undefined) return { message: `there is no such queue. ${known}` }
  return { message: `there is no such queue. Did you mean ${suggestion}? ${known}`, suggestion }
}

/** The sentence about a feature that no network has and no agent can need. */
export function noSuchFeature(name: string): string {
  const suggestion = didYouMean(name, featureNames)
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  return `no feature is called ${oneLine(name, 40)}.${meant} Known: ${featureNames.join(', ')}`
}

/** Reads one clause and returns where the next begins. */
function readClause(draft: Draft, keyword: RuleWord, queues?: readonly string[]): number {
  const clause = clauseNames.find((name) => keyword.kind === 'bare' && name === keyword.value)
  if (!clause) return reportUnknownClause(draft, keyword, queues)
  const word = nextWord(draft.source, keyword.end)
  if (word.kind === 'none') return reportAt(draft, keyword, word, `${clause} needs ${needed[clause]}`)
  if (word.kind === 'unclosed') return reportAt(draft, keyword, word, 'the closing quote is missing')
  if (clause === 'skill') return readSkill(draft, keyword, word)
  if (clause === 'feature') {
    draft.features.push(word.value)
    return word.end
  }
  if (draft.said.has(clause)) return reportAt(draft, keyword, word, `${clause} is there twice`)
  draft.said.set(clause, word.value)
  if (clause === 'priority') return checkPriority(draft, keyword, word)
  return checkQueue(draft, keyword, word, queues)
}

const needed: Readonly<Record<ClauseName, string>> = {
  queue: 'the name of a queue: queue billing',
  priority: `a number from 0 to ${highestPriority}: priority 5`,
  skill: `a name and a level from 1 to ${highestLevel}: skill linux 2`,
  feature: 'a name: feature files',
}

function checkPriority(draft: Draft, keyword: RuleWord, word: RuleWord): number {
  const isGood = /^\d{1,3}$/.test(word.value) && Number(word.value) <= highestPriority
  return isGood ? word.end : reportAt(draft, keyword, word, `priority needs ${needed.priority}`)
}

function checkQueue(draft: Draft, keyword: RuleWord, word: RuleWord, queues?: readonly string[]): number {
  if (!queues || queues.includes(word.value)) return word.end
  const { message, suggestion } = noSuchQueue(word.value, queues)
  return reportAt(draft, keyword, word, message, suggestion)
}

/** Without a level, any level will do. */
function readSkill(draft: Draft, keyword: RuleWord, name: RuleWord): number {
  if (draft.skills.has(name.value)) return reportAt(draft, keyword, name, `skill ${name.value} is there twice`)
  const level = nextWord(draft.source, name.end)
  const isLevel = level.kind === 'bare' && /^[-\d]/.test(level.value)
  draft.skills.set(name.value, isLevel ? Number(level.value) : 1)
  if (!isLevel) return name.end
  const isGood = /^\d$/.test(level.value) && Number(level.value) >= 1 && Number(level.value) <= highestLevel
  return isGood ? level.end : reportAt(draft, keyword, level, `skill needs ${needed.skill}`)
}

function reportUnknownClause(draft: Draft, word: RuleWord, queues: readonly string[] = []): number {
  if (queues.includes(word.value)) {
    draft.isQueueMistyped = true
    return reportAt(draft, word, word, `before the name of a queue stands queue: queue ${word.value}`)
  }
  const suggestion = didYouMean(word.value, clauseNames)
  if (suggestion === 'queue') draft.isQueueMistyped = true
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  reportAt(draft, word, word, `not understood.${meant} Possible: ${clauseNames.join(', ')}`, suggestion)
  return suggestion === undefined ? word.end : endOfClause(draft.source, word.end)
}

/** What belongs to a mistyped clause is not complained of as well. */
function endOfClause(source: string, start: number): number {
  let end = start
  for (let word = nextWord(source, start); word.kind !== 'none' && !beginsClause(word); word = nextWord(source, end)) {
    end = word.end
  }
  return end
}

function beginsClause({ kind, value }: RuleWord): boolean {
  return kind === 'bare' && didYouMean(value, clauseNames) !== undefined
}

function reportAt(draft: Draft, keyword: RuleWord, word: RuleWord, message: string, suggestion?: string): number {
  const part = { start: keyword.start, end: Math.max(keyword.end, word.end), is: 'clause' } as const
  draft.problems.push({
    message,
    start: word.start,
    end: word.end,
    part,
    ...(suggestion !== undefined && { suggestion }),
  })
  return Math.max(keyword.end, word.end)
}

function report(draft: Draft, is: 'clause', start: number, end: number, message: string): void {
  draft.problems.push({ message, start, end, part: { start, end, is } })
}
