import { type ASTNode, Environment, serialize } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import { checkNames } from './condition-check.ts'
import { type Equality, equalitiesOf } from './condition-equalities.ts'
import { type EngineError, problemOf } from './condition-errors.ts'
import type { ConditionNode } from './condition-node.ts'
import type { ConditionProblem } from './condition-problem.ts'
import { whyFalse } from './condition-why.ts'
import { withOperators } from './condition-words.ts'
import type { RuleInputs } from './rule-inputs.ts'
import { queueFields, recordFields, teamFields } from './rule-vocabulary.ts'

declare const bound: unique symbol
/** Inputs in the engine's own form, made once for many conditions. */
export interface BoundInputs {
  readonly [bound]: true
}

export type Evaluation = { readonly matched: boolean; readonly error?: string }

/** A condition that was checked and can be evaluated again and again. */
export interface Condition {
  readonly root: ConditionNode
  /** The same for conditions that differ in spacing, brackets or words for operators only. */
  readonly canonical: string
  /** Tests that must all hold for the condition to hold. */
  readonly equalities: readonly Equality[]
  /** Never throws: a condition that cannot be evaluated does not match, and `error` says why. */
  evaluate(inputs: BoundInputs): Evaluation
  /** Why it did not match these inputs, in words. */
  whyNot(inputs: BoundInputs): string
}

export type Compilation =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problems: readonly ConditionProblem[] }

type Values = Record<string, unknown>
type Evaluator = (context: Values) => unknown
interface MacroContext {
  getValue(name: string): unknown
}
interface Checker {
  check(node: ASTNode, context: unknown): { readonly name: string }
  getType(name: string): unknown
  createError(code: string, message: string, node: ASTNode): Error
}
interface Runner {
  run(node: ASTNode, context: unknown): unknown
}
interface MacroCall {
  readonly args: readonly ASTNode[]
  readonly receiver: ASTNode
}

const mostCharacters = 2048
const mostPatternSteps = 600
/** Not a name that a condition could write. */
const queuesKey = '(queues)'
const teamsKey = '(teams)'
const queueType = 'Queue'
const teamType = 'Team'

const recordTypes = new Map([...Object.keys(recordFields), queueType, teamType].map((name) => [name, makeRecordType()]))
const environment = makeEnvironment()

/**
 * Checks a condition: CEL over the inputs, with `and`, `or`, `not` as words for `&&`, `||`, `!`, `text.search("pattern")`
 * in linear time (RE2 syntax), `queue("name")` and `team("name")`. Bounded in length, nesting and in what it may call. Positions in the
 * problems are those of the text given.
 */
export function compileCondition(source: string): Compilation {
  if (source.length > mostCharacters) {
    const message = `a condition may have ${mostCharacters} characters, this one has ${source.length}.`
    return { ok: false, problems: [{ message, start: mostCharacters, end: source.length }] }
  }
  try {
    const parsed = environment.parse(withOperators(source))
    const problems = checkNames(parsed.ast, patternProblem)
    if (problems.length > 0) return { ok: false, problems }
    const checked = parsed.check()
    if (checked.error) throw checked.error
    if (checked.type === 'bool') return { ok: true, condition: makeCondition(parsed.ast, parsed) }
    const message = 'a condition must be true or false, for example text.contains("invoice").'
    return { ok: false, problems: [{ message, start: 0, end: source.length }] }
  } catch (error) {
    return { ok: false, problems: [problemOf(engineError(error), source)] }
  }
}

/** The inputs in the engine's form. */
export function bindInputs(inputs: RuleInputs): BoundInputs {
  const values: Values = { contact: inputs.contact, text: inputs.text }
  for (const name of Object.keys(recordFields) as (keyof typeof recordFields)[]) {
    values[name] = makeRecord(name, inputs[name])
  }
  const answers = new Map(Object.entries(inputs.answers))
  // An answer that was not given reads as the empty text.
  values['answers'] = Object.assign(answers, { get: (key: string) => Map.prototype.get.call(answers, key) ?? '' })
  values[queuesKey] = makeRecords(queueType, inputs.queues)
  values[teamsKey] = makeRecords(teamType, inputs.teams)
  return values as unknown as BoundInputs
}

function makeCondition(root: ASTNode, run: Evaluator): Condition {
  const parts = new Map<ASTNode, Evaluator>()
  const evaluate = (inputs: BoundInputs): Evaluation => {
    try {
      return { matched: run(inputs as unknown as Values) === true }
    } catch (error) {
      return { matched: false, error: engineError(error).summary }
    }
  }
  return {
    root,
    canonical: serialize(root),
    equalities: equalitiesOf(root),
    evaluate,
    whyNot(inputs) {
      const { error } = evaluate(inputs)
      if (error !== undefined) return `cannot be evaluated: ${error}`
      return whyFalse(root, {
        text: (node) => serialize(node as ASTNode),
        feature: (name) => featureIn((inputs as unknown as Values)['app'] as Values, name),
        value: (node) => partValue(node as ASTNode, inputs as unknown as Values, parts),
      })
    },
  }
}

function featureIn(app: Values, name: string): string {
  const value = app[name]
  return typeof value === 'string' ? value : ''
}

/** The value of one part, by the part alone; undefined when it has none. */
function partValue(node: ASTNode, values: Values, parts: Map<ASTNode, Evaluator>): unknown {
  try {
    const evaluator = parts.get(node) ?? environment.parse(serialize(node))
    parts.set(node, evaluator)
    return evaluator(values)
  } catch {
    return undefined
  }
}

function makeRecords(type: string, all: Readonly<Record<string, object>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(all).map(([name, fields]) => [name, makeRecord(type, fields)]))
}

/** Fields keep their type; whole numbers are bigint to the engine. */
function makeRecord(type: string, fields: object): unknown {
  const record = Object.create(recordTypes.get(type)?.prototype ?? null)
  for (const [name, value] of Object.entries(fields)) record[name] = typeof value === 'number' ? BigInt(value) : value
  return record
}

/** The engine knows the type of a value by its constructor; ours makes nothing. */
function makeRecordType() {
  const make = () => undefined
  return { prototype: { constructor: make } }
}

function constructorOf(type: string): () => undefined {
  return recordTypes.get(type)?.prototype.constructor ?? (() => undefined)
}

function makeEnvironment(): Environment {
  const limits = { maxAstNodes: 300, maxDepth: 20, maxListElements: 100, maxMapEntries: 1, maxCallArguments: 3 }
  const made = new Environment({ limits })
  for (const [name, fields] of Object.entries(recordFields)) {
    const type = name.charAt(0).toUpperCase() + name.slice(1)
    made.registerType(type, { ctor: constructorOf(name), fields }).registerVariable(name, type)
  }
  made.registerType(queueType, { ctor: constructorOf(queueType), fields: queueFields })
  made.registerVariable('contact', 'string').registerVariable('text', 'string')
  made.registerVariable('answers', 'map<string, string>')
  made.registerFunction('App.can(string): bool', (app: { readonly features: readonly string[] }, feature: string) =>
    app.features.includes(feature),
  )
  made.registerType(teamType, { ctor: constructorOf(teamType), fields: teamFields })
  made.registerFunction(`queue(ast): ${queueType}`, expandNamed('queue', queueType, queuesKey), { async: false })
  made.registerFunction(`team(ast): ${teamType}`, expandNamed('team', teamType, teamsKey), { async: false })
  return made.registerFunction('string.search(ast): bool', expandSearch, { async: false })
}

/** `queue("name")`, `team("name")`: how it stands, from the inputs of this evaluation. */
function expandNamed(kind: string, type: string, key: string) {
  return ({ args: [name] }: { readonly args: readonly [ASTNode] }) => ({
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      requireText(checker, name, context)
      return checker.getType(type)
    },
    evaluate(runner: Runner, _macro: unknown, context: MacroContext) {
      const wanted = runner.run(name, context)
      const state = (context.getValue(key) as Map<unknown, unknown>).get(wanted)
      if (!state) throw new Error(`there is no ${kind} "${String(wanted)}"`)
      return state
    },
  })
}

/** `text.search("pattern")`: the pattern is compiled with the condition; one that cannot be is reported by the check. */
function expandSearch({ args: [pattern], receiver }: MacroCall) {
  const compiled = pattern && compilePattern(pattern.args)
  return {
    async: false,
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      requireText(checker, receiver, context)
      return checker.getType('bool')
    },
    evaluate: (runner: Runner, _macro: unknown, context: unknown) =>
      compiled instanceof RE2JS && compiled.test(String(runner.run(receiver, context))),
  }
}

function requireText(checker: Checker, node: ASTNode, context: unknown): void {
  if (checker.check(node, context).name !== 'string')
    throw checker.createError('not_a_text', 'this must be a text', node)
}

function compilePattern(pattern: unknown): RE2JS | undefined {
  try {
    return typeof pattern === 'string' ? RE2JS.compile(pattern) : undefined
  } catch {
    return undefined
  }
}

function patternProblem(pattern: string): string | undefined {
  const compiled = compilePattern(pattern)
  if (!compiled) return 'is not a regular expression (RE2 syntax: no look-around, no back-references)'
  return compiled.programSize() > mostPatternSteps ? 'is too costly; repeat less' : undefined
}

function engineError(error: unknown): EngineError {
  if (error instanceof Error && 'summary' in error) return error as unknown as EngineError
  return { code: 'other', summary: error instanceof Error ? error.message : String(error) }
}
