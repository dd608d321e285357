import { didYouMean } from '../../util/did-you-mean.ts'
import { type ConditionNode, callOf, childrenOf, textOf } from './condition-node.ts'
import type { ConditionProblem } from './condition-problem.ts'
import { featureNames, fieldsOf, functionNames, inputNames, methodNames } from './rule-vocabulary.ts'

const mostSearches = 4
const mostPattern = 200

const hints: Readonly<Record<string, string>> = {
  matches:
    'matches is not available, because some patterns would take minutes; use search: text.search("invoice|bill")',
  has: 'has is not needed: what is not known is the empty text, so compare with ""',
  ...Object.fromEntries(
    ['all', 'exists', 'exists_one', 'map', 'filter', 'bind'].map((name) => [
      name,
      `${name} is not available, because it could take long; "in" looks into a list: answers.topic in ["a", "b"]`,
    ]),
  ),
}

/** Says what is wrong with a search pattern, or undefined when it can be used. */
export type PatternCheck = (pattern: string) => string | undefined

/** What is wrong with the names a condition uses and with what it calls; all of it, in the order of the text. */
export function checkNames(root: ConditionNode, patternProblem: PatternCheck): readonly ConditionProblem[] {
  const searches: ConditionNode[] = []
  const problems = check(root)
  const tooMany = searches[mostSearches]
  if (tooMany) problems.push(problemAt(tooMany, `a condition may search ${mostSearches} times, not more`))
  return problems

  function check(node: ConditionNode): ConditionProblem[] {
    const call = callOf(node)
    const own = call ? checkCall(node) : checkPlain(node)
    if (own) return [own]
    if (call?.name === 'search') {
      searches.push(node)
      const wrong = checkPattern(call.parameters[0], patternProblem)
      if (wrong) return [wrong]
    }
    return childrenOf(node).flatMap(check)
  }
}

function checkPlain(node: ConditionNode): ConditionProblem | undefined {
  if (node.op === 'id') return checkInput(node)
  if (node.op === '.') return checkField(node)
  if (node.op === 'map') return problemAt(node, 'maps { } are not available in conditions')
  return undefined
}

function checkInput(node: ConditionNode): ConditionProblem | undefined {
  const name = String(node.args)
  if ((inputNames as readonly string[]).includes(name)) return undefined
  if (name === 'queue') return problemAt(node, 'queue needs a name: queue("billing").waiting')
  if (name === 'team') return problemAt(node, 'team needs a name: team("support").free')
  return unknown(node.start, node.end, `there is no "${name}" here`, name, [...inputNames, 'queue()', 'team()'])
}

function checkField(node: ConditionNode): ConditionProblem | undefined {
  const [input, field] = node.args as readonly [ConditionNode, string]
  const known = input.op === 'id' ? fieldsOf(String(input.args)) : undefined
  if (!known || known.includes(field)) return undefined
  return unknown(node.pos, node.end, `${String(input.args)} has no "${field}"`, field, known)
}

function checkCall(node: ConditionNode): ConditionProblem | undefined {
  const call = callOf(node)
  if (!call) return undefined
  const known = call.receiver ? methodNames : functionNames
  if (call.name === 'can' && call.receiver) return checkCan(node, call.receiver, call.parameters[0])
  if (known.includes(call.name)) return undefined
  const start = call.receiver ? call.receiver.end + 1 : node.start
  const end = call.receiver ? node.end : node.start + call.name.length
  if (Object.hasOwn(hints, call.name)) return { message: `${hints[call.name]}.`, start, end }
  return unknown(start, end, `there is no ${call.name}()`, call.name, known)
}

/** Only the customer's program is asked, and only for what it may be known to do. */
function checkCan(
  node: ConditionNode,
  receiver: ConditionNode,
  feature: ConditionNode | undefined,
): ConditionProblem | undefined {
  const name = feature && textOf(feature)
  if (receiver.op !== 'id' || receiver.args !== 'app' || !feature || name === undefined) {
    return problemAt(node, `it is asked so: app.can("files"). Known: ${featureNames.join(', ')}`)
  }
  if (featureNames.includes(name)) return undefined
  return unknown(feature.start, feature.end, `no feature is called "${name}"`, name, featureNames)
}

function checkPattern(pattern: ConditionNode | undefined, problem: PatternCheck): ConditionProblem | undefined {
  const text = pattern && textOf(pattern)
  if (!pattern || text === undefined) {
    return pattern && problemAt(pattern, 'the pattern of search must be written out: text.search("invoice|bill")')
  }
  const wrong = text.length > mostPattern ? `is longer than ${mostPattern} characters` : problem(text)
  return wrong === undefined ? undefined : problemAt(pattern, `this pattern ${wrong}`)
}

function problemAt({ start, end }: ConditionNode, message: string): ConditionProblem {
  return { message: `${message}.`, start, end }
}

function unknown(start: number, end: number, what: string, word: string, known: readonly string[]): ConditionProblem {
  const suggestion = didYouMean(
    word,
    known.map((name) => name.replace('()', '')),
  )
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  const message = `${what}.${meant} Known: ${known.join(', ')}`
  return { message, start, end, ...(suggestion !== undefined && { suggestion }) }
}
